import CPostgres

/// The server and database that a URL names, and how to speak of them without its password.
struct ConnectionTarget: Sendable {
    /// The URL as libpq takes it; secret.
    let url: String
    /// Server, port and database, for messages.
    let name: String
    /// What connects to it.
    let client: ClientLibrary
    private let password: String?

    /// Reads a URL.
    ///
    /// - Throws: ``PostgresStorageError/unusableURL``, never libpq's own words, which quote the URL;
    ///   ``PostgresStorageError/noClientLibrary(reason:)``.
    init(_ url: String) throws(PostgresStorageError) {
        let client = try ClientLibrary.load()
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"),
            let options = client.PQconninfoParse(url, nil)
        else { throw .unusableURL }
        defer { client.PQconninfoFree(options) }
        let values = Self.values(options)
        (self.url, self.client) = (url, client)
        password = values["password"]
        let host = values["host"] ?? values["hostaddr"] ?? "the local socket"
        let port = values["port"].map { ":\($0)" } ?? ""
        name = "\(host)\(port)/\(values["dbname"] ?? values["user"] ?? "")"
    }

    /// Takes the password out of what libpq says, should it ever be in there, and all but the first line.
    func redacted(_ message: UnsafeMutablePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        let line = String(text.prefix { !$0.isNewline })
        guard let password, !password.isEmpty else { return line }
        return line.replacing(password, with: "…")
    }

    private static func values(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }
}

extension ConnectionTarget: CustomStringConvertible {
    /// The name alone: the URL may hold a password.
    var description: String { name }
}
