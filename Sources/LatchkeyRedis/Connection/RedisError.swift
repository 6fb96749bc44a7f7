public import LatchkeyAccounts

/// Why Redis did not do what it was asked; names the server, and never a password or an argument.
public enum RedisError: Error, Sendable, Hashable {
    /// No connection can be made.
    case unreachable(server: String, reason: String)
    /// No answer came in time, and the connection was given up.
    case timedOut(server: String)
    /// The connection broke; what was asked may have been done or not.
    case connectionLost(server: String)
    /// As many commands wait for their answers as may; this one was not sent.
    case overloaded(server: String)
    /// Redis refuses; the code is the first word of its answer, the rest of which may repeat what it was sent.
    case refused(server: String, code: String)
    /// What came is not the protocol.
    case notRedis(server: String, fault: RESPError)
    /// The answer is of another kind than the command's.
    case unexpectedAnswer(server: String, command: String)
    /// The client was closed.
    case closed(server: String)
    /// A file of certificates or a key cannot be used.
    case unusableCertificate(file: String)
}

extension RedisError: CustomStringConvertible {
    /// One sentence that says what to look at.
    public var description: String {
        switch self {
        case .unreachable(let server, let reason): "Redis at \(server) cannot be reached: \(reason)."
        case .timedOut(let server): "Redis at \(server) does not answer in time."
        case .connectionLost(let server): "The connection to Redis at \(server) broke."
        case .overloaded(let server): "Too many commands wait for the answers of Redis at \(server)."
        case .refused(let server, let code): "Redis at \(server) refuses: \(Self.words(code))."
        case .notRedis(let server, let fault):
            "What answers at \(server) is not Redis, or speaks no RESP2: \(fault)."
        case .unexpectedAnswer(let server, let command):
            "Redis at \(server) answers \(command) in a way that \(command) is not answered."
        case .closed(let server): "The connection to Redis at \(server) was closed by this process."
        case .unusableCertificate(let file): "\(file) cannot be read as certificates or keys in PEM."
        }
    }

    private static func words(_ code: String) -> String {
        switch code {
        case "WRONGPASS": "user or password are wrong (WRONGPASS)"
        case "NOAUTH": "it asks for a password (NOAUTH)"
        case "NOPERM": "the user may not do this (NOPERM)"
        case "OOM": "its memory is full (OOM)"
        case "READONLY": "it is a replica, which cannot be written (READONLY)"
        case "LOADING": "it is still loading its data (LOADING)"
        case "MISCONF": "it cannot save its data and takes no writes (MISCONF)"
        case "MOVED", "CROSSSLOT", "CLUSTERDOWN": "it is a cluster, which is not supported (\(code))"
        default: code
        }
    }
}

extension RedisError: TransientStorageFailure {
    /// Whether the same may succeed in a moment; what has to be configured otherwise does not.
    public var isTransient: Bool {
        switch self {
        case .unreachable, .timedOut, .connectionLost, .overloaded: true
        case .refused(_, let code):
            ["LOADING", "BUSY", "OOM", "MASTERDOWN", "TRYAGAIN", "READONLY", "MISCONF"].contains(code)
        case .notRedis, .unexpectedAnswer, .closed, .unusableCertificate: false
        }
    }
}

extension RedisError {
    /// The code of a refusal: its first word where that is one, in capitals; nothing of the rest.
    static func code(of refusal: [UInt8]) -> String {
        let word = refusal.prefix { (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "_") }
        guard (2...24).contains(word.count) else { return "ERR" }
        return String(decoding: word, as: UTF8.self)
    }

    /// The code of a refusal; `nil` for everything else.
    var code: String? {
        guard case .refused(_, let code) = self else { return nil }
        return code
    }

    /// Whether a connection that is refused like this is to be made anew: the server behind it has changed its part, or
    /// its users.
    var endsConnection: Bool {
        code.map(["READONLY", "NOAUTH", "MASTERDOWN", "WRONGPASS"].contains) ?? false
    }
}
