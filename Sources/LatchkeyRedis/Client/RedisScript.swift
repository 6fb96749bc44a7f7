import Crypto

/// Lua that Redis runs as one step; sent once, and named by its digest from then on.
struct RedisScript: Sendable {
    let text: String
    private let digest: String

    init(_ text: String) {
        self.text = text
        digest = Insecure.SHA1.hash(data: Array(text.utf8)).map { octet in
            let digits = String(octet, radix: 16)
            return octet < 16 ? "0\(digits)" : digits
        }.joined()
    }

    fileprivate func command(
        _ name: String,
        _ script: String,
        _ keys: [[UInt8]],
        _ arguments: [RedisCommand.Argument]
    ) -> RedisCommand {
        RedisCommand(
            name,
            [.init(script), .init(Int64(keys.count))] + keys.map { .init($0) } + arguments
        )
    }

    fileprivate func byDigest(_ keys: [[UInt8]], _ arguments: [RedisCommand.Argument]) -> RedisCommand {
        command("EVALSHA", digest, keys, arguments)
    }

    fileprivate func inFull(_ keys: [[UInt8]], _ arguments: [RedisCommand.Argument]) -> RedisCommand {
        command("EVAL", text, keys, arguments)
    }
}

extension RedisClient {
    /// Runs a script; a server that does not know it yet, or not any more, gets it in full.
    ///
    /// - Throws: ``RedisError``.
    func run(
        _ script: RedisScript,
        keys: [[UInt8]],
        _ arguments: RedisCommand.Argument...
    ) async throws(RedisError) -> RESPValue {
        do throws(RedisError) {
            return try await send(script.byDigest(keys, arguments))
        } catch {
            guard error.code == "NOSCRIPT" else { throw error }
            return try await send(script.inFull(keys, arguments))
        }
    }

    /// A key of this installation.
    func key(_ kind: String, _ name: some Sequence<UInt8> = []) -> [UInt8] {
        Array("\(options.prefix):\(kind)".utf8) + name
    }

    /// The error for an answer of another kind than expected.
    func unexpected(_ command: String) -> RedisError {
        .unexpectedAnswer(server: server.name, command: command)
    }
}
