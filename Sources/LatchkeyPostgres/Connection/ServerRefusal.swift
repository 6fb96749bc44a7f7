/// What the server says against a statement (SQLSTATE, PostgreSQL documentation, appendix A).
struct ServerRefusal: Error {
    static let dataCorrupted = "XX001"
    static let uniqueViolation = "23505"

    /// Five characters that name the cause.
    let state: String
    /// One line, without values.
    let message: String
    /// The constraint that was violated.
    let constraint: String?

    /// Another transaction was in the way: run again, this one may succeed.
    ///
    /// `40001` serialisation failure, `40P01` deadlock, `40003` a distributed engine that does not know how it ended.
    var isConflict: Bool { state == "40001" || state == "40P01" }

    /// The server ends this connection, or does not take any yet.
    var endsConnection: Bool { ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(state) }

    var isUniqueViolation: Bool { state == Self.uniqueViolation }

    var isForeignKeyViolation: Bool { state == "23503" }

    var isMissingTable: Bool { state == "42P01" }

    /// Two processes made the same table or schema at the same moment; it is there now.
    var isCreationRace: Bool { ["23505", "42P06", "42P07", "42710"].contains(state) || isConflict }
}

/// The connection ended, or nothing came over it for too long; what it was in the midst of is undone by the server.
struct LostConnection: Error {
    let reason: String
    /// Whether the end of the transaction was under way, so that nobody knows whether it is kept.
    var duringCommit = false
}

extension ServerRefusal {
    /// Something that is always there is not.
    static func damaged(_ message: String) -> ServerRefusal {
        ServerRefusal(state: dataCorrupted, message: message, constraint: nil)
    }

    /// What SQL calls a write in a read-only transaction.
    static let readOnly = ServerRefusal(
        state: "25006",
        message: "cannot write in a read-only transaction",
        constraint: nil
    )

    /// A body went on after a statement had failed, so that PostgreSQL kept nothing.
    static let swallowed = ServerRefusal(
        state: "25P02",
        message: "the transaction had failed before it was to be kept",
        constraint: nil
    )
}
