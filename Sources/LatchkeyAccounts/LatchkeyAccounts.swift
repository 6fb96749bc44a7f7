// LatchkeyAccounts
