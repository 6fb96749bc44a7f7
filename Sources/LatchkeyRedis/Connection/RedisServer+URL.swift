/// What is wrong with the URL of a Redis server; the URL itself is never told, since a password may stand in it.
public enum RedisURLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It begins neither with `redis://` nor with `rediss://`.
    case scheme
    /// There is no host, or one with characters that no host has.
    case host
    /// The port is not a number from 1 to 65535.
    case port
    /// The path is not the number of a database.
    case database
    /// There is a user without a password, or a `%` that is no escape.
    case credentials
    /// It goes on with a query or a fragment, which mean nothing here.
    case surplus

    /// One sentence that says how it should be.
    public var description: String {
        switch self {
        case .scheme: "The URL of Redis has to begin with redis:// or rediss://."
        case .host: "The URL of Redis has no host: redis://HOST:PORT/DATABASE."
        case .port: "The port in the URL of Redis has to be a number from 1 to 65535."
        case .database: "The path in the URL of Redis has to be the number of a database, such as /0."
        case .credentials:
            "The URL of Redis takes USER:PASSWORD@ or :PASSWORD@ in front of the host, with %XX for what a URL cannot hold."
        case .surplus:
            "The URL of Redis ends with the number of the database; what follows ? or # is not known here."
        }
    }
}

extension RedisServer {
    /// Reads `redis://user:password@host:port/database`, or `rediss://` for TLS from the first octet.
    ///
    /// User, password, port and database may be left out; `:password@` is for the default user. Nothing else is taken.
    ///
    /// - Throws: ``RedisURLError``.
    public init(url: String) throws(RedisURLError) {
        let rest: Substring
        let usesTLS = url.hasPrefix("rediss://")
        switch true {
        case usesTLS: rest = url.dropFirst("rediss://".count)
        case url.hasPrefix("redis://"): rest = url.dropFirst("redis://".count)
        default: throw .scheme
        }
        guard !rest.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            throw .surplus
        }
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var place = parts[0]
        var credentials: RedisCredentials?
        if let at = place.lastIndex(of: "@") {
            credentials = try Self.credentials(place[..<at])
            place = place[place.index(after: at)...]
        }
        let (host, port) = try Self.place(place)
        self.init(
            host: host,
            port: port,
            database: try Self.database(parts.count > 1 ? parts[1] : ""),
            usesTLS: usesTLS,
            credentials: credentials
        )
    }

    private static func credentials(_ text: Substring) throws(RedisURLError) -> RedisCredentials {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, !text.contains("@") else { throw .credentials }
        let username = try unescaped(parts[0])
        return RedisCredentials(
            username: username.isEmpty ? nil : username,
            password: try unescaped(parts[1])
        )
    }

    private static func place(_ text: Substring) throws(RedisURLError) -> (String, Int) {
        var host = text
        var digits: Substring?
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .port }
            digits = rest.isEmpty ? nil : rest.dropFirst()
            guard host.contains(":") else { throw .host }
        } else if let colon = text.firstIndex(of: ":") {
            (host, digits) = (text[..<colon], text[text.index(after: colon)...])
        }
        let isHost = host.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
                || ".-_:".utf8.contains(octet)
        }
        guard !host.isEmpty, isHost else { throw .host }
        guard let digits else { return (String(host), 6379) }
        guard digits.first != "+", let port = UInt16(digits), port > 0 else { throw .port }
        return (String(host), Int(port))
    }

    private static func database(_ text: Substring) throws(RedisURLError) -> Int {
        guard !text.isEmpty else { return 0 }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int32(text) else {
            throw .database
        }
        return Int(number)
    }

    /// The text that a URL holds with `%XX` for some of its octets.
    private static func unescaped(_ text: Substring) throws(RedisURLError) -> String {
        var octets: [UInt8] = []
        var rest = text.utf8[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimal),
                let low = rest.popFirst().flatMap(hexadecimal)
            else { throw .credentials }
            octets.append(high << 4 | low)
        }
        guard let text = String(validating: octets, as: UTF8.self) else { throw .credentials }
        return text
    }

    private static func hexadecimal(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}
