import LatchkeySQL

extension ChangeTopic {
    /// The channel that nodes listen to.
    static let channel = "latchkey"

    /// The statement that tells them, once its transaction is kept.
    var notification: Statement {
        Statement("SELECT pg_notify($1, $2)", .text(Self.channel), .text(rawValue))
    }
}
