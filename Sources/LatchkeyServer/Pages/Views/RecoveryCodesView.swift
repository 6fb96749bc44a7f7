import LatchkeyAccounts

/// New recovery codes, shown once.
struct RecoveryCodesView: PageView {
    static let template = "recovery-codes"

    let codes: [String]
    /// Whose they are, for the printed sheet.
    let login: String
    /// What went well before.
    let notice: Phrase?
    /// The codes are in no other answer: the switch of the language leads to the list of factors.
    let returnPath: String?

    init(_ codes: [String], _ account: Account, notice: Phrase? = nil, _ links: PageLinks) {
        self.codes = codes
        login = account.login
        self.notice = notice
        returnPath = links.factors
    }
}
