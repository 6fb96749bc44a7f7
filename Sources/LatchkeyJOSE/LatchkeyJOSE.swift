// LatchkeyJOSE
