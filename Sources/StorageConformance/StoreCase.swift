/// One thing that a store of one concern has to do: one-time tokens, opaque sessions, revocations.
///
/// Such a store is told the time with every call, so a case needs nothing but an empty one.
///
/// ```swift
/// @Test(arguments: StorageConformance.oneTimeTokenCases)
/// func conforms(_ conformance: StoreCase<any OneTimeTokenStorage>) async throws {
///     try await conformance.run(on: MyStorage(emptyDatabase()))
/// }
/// ```
public struct StoreCase<Store: Sendable>: Sendable, CustomStringConvertible {
    /// What the store does when the case passes, as a sentence.
    public let name: String
    private let body: @Sendable (Store) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Store) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// The name, for the list of a test run.
    public var description: String { name }

    /// Runs the case on a store of its own, which must be empty.
    ///
    /// - Throws: ``ConformanceFailure`` when the store does something else, and whatever the store throws.
    public func run(on store: Store) async throws {
        try await body(store)
    }
}
