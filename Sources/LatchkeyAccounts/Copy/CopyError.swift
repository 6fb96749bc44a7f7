/// Why a database is not copied.
///
/// Its description is one line that names the database and what to do.
public enum CopyError: Error, Sendable, Equatable {
    /// The target has data of its own.
    case targetInUse(String, table: String)
    /// The target has a part of a copy of another database.
    case otherSource(String)
    /// Another run goes on with the copy.
    case otherRun(String)
    /// The database is of an older version; it was not touched.
    case olderVersion(String)
    /// Servers work on the database.
    case served(String, servers: Int)
    /// There is no Latchkey database.
    case noDatabase(String)
    /// A row or the progress of a copy is not as any version writes it.
    case unreadable(String)
}

extension CopyError: CustomStringConvertible {
    /// One line: which database, what is wrong, and the remedy.
    public var description: String {
        switch self {
        case .targetInUse(let name, let table):
            "\(name) has data of its own (in \(table)) and was left alone; name a database that is new"
        case .otherSource(let name):
            "\(name) holds a part of a copy of another database; name that one to go on with it, or add --restart to "
                + "throw that part away and begin anew"
        case .otherRun(let name):
            "another run goes on with the copy to \(name); let that one end"
        case .olderVersion(let name):
            "\(name) is of an older version of Latchkey; run latchkey serve on it once with this version, which brings it "
                + "up to date"
        case .served(let name, let servers):
            "\(servers == 1 ? "a server works" : "\(servers) servers work") on \(name); stop every node first (one that "
                + "was killed counts for 30 seconds more)"
        case .noDatabase(let name):
            "\(name) holds no Latchkey database; check the name"
        case .unreadable(let name):
            "\(name) holds something that no version of Latchkey writes; restore it from a backup"
        }
    }
}
