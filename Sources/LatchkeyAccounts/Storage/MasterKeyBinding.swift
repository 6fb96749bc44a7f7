public import LatchkeyTokens

/// What a database keeps of the master key that it belongs to.
public struct MasterKeyBinding: Sendable, Equatable {
    /// A value derived from the master key, by which it is recognised.
    public let check: [UInt8]
    /// The keys carried over from an earlier master key, encrypted under this one; `nil` for a first master key.
    public let carried: [UInt8]?

    /// Puts a binding together.
    public init(check: [UInt8], carried: [UInt8]?) {
        self.check = check
        self.carried = carried
    }

    /// Whether it is this master key that the database belongs to.
    public func fits(_ key: MasterKey) -> Bool { check == key.derive(.check) }
}

extension MasterKey {
    /// This master key as the database knows it: with the keys that were carried over to it.
    ///
    /// - Parameter binding: what the database says; `nil` for one that belongs to no master key yet.
    /// - Returns: what works on that database.
    /// - Throws: ``MasterKeyMismatch`` when the database belongs to another.
    public func bound(by binding: MasterKeyBinding?) throws -> MasterKey {
        guard let binding else { return self }
        guard binding.fits(self) else { throw MasterKeyMismatch() }
        guard let carried = binding.carried else { return self }
        return try carrying(carried)
    }
}

extension AccountStorage {
    /// What the database keeps of its master key; `nil` when it belongs to none yet.
    public func masterKeyBinding() async throws -> MasterKeyBinding? {
        try await read { try $0.masterKey.binding() }
    }
}

extension AccountTransaction {
    /// Sees to it that what is sealed under a master key can be opened by whoever has that of the database.
    ///
    /// Until the transaction ends, nobody exchanges it.
    ///
    /// - Throws: ``MasterKeyMismatch`` when it was exchanged, and this process has not followed yet.
    func require(_ key: MasterKey) throws {
        guard let binding = try masterKey.binding(), !binding.fits(key) else { return }
        throw MasterKeyMismatch()
    }
}
