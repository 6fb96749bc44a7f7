/// What a server says of itself, for whoever looks after an installation.
public struct RedisInspection: Sendable, Equatable {
    /// The version that it calls itself; of Valkey that of the Redis it stands for.
    public let version: String
    /// What it does when its memory is full, such as `noeviction` or `allkeys-lru`.
    public let evictionPolicy: String
    /// The octets of memory that it may use; 0 for as many as there are.
    public let memoryLimit: Int64
    /// The octets of memory that it uses.
    public let usedMemory: Int64
    /// Whether it writes every change to a file.
    public let hasAppendOnlyFile: Bool
    /// Whether it is a replica, which cannot be written.
    public let isReplica: Bool
    /// Whether it is part of a cluster.
    public let isCluster: Bool

    /// Whether it may throw away what it was given to keep once its memory is full.
    public var evicts: Bool { evictionPolicy != "noeviction" && memoryLimit > 0 }

    /// Whether it would throw away, given a limit to its memory.
    public var mayEvict: Bool { evictionPolicy != "noeviction" }

    init(_ report: String) {
        var fields: [Substring: Substring] = [:]
        for line in report.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        version = fields["redis_version"].map(String.init) ?? "?"
        evictionPolicy = fields["maxmemory_policy"].map(String.init) ?? "?"
        memoryLimit = fields["maxmemory"].flatMap { Int64($0) } ?? 0
        usedMemory = fields["used_memory"].flatMap { Int64($0) } ?? 0
        hasAppendOnlyFile = fields["aof_enabled"] == "1"
        isReplica = fields["role"] == "slave"
        isCluster = fields["cluster_enabled"] == "1"
    }
}

extension RedisClient {
    /// Asks the server what it is.
    ///
    /// - Throws: ``RedisError``.
    public func inspect() async throws(RedisError) -> RedisInspection {
        guard let report = try await send(RedisCommand("INFO")).text else { throw unexpected("INFO") }
        return RedisInspection(report)
    }
}
