public import FoundationEssentials
public import LatchkeyAccounts

/// What every storage has to do alike, as a list of cases that any test framework can run.
///
/// A back end passes when every case returns without throwing. Each case asks for a fresh, empty database whose
/// clock is the given function, so that expiry is tested without waiting.
///
/// ```swift
/// @Test(arguments: StorageConformance.cases)
/// func conforms(_ conformance: StorageConformance.Case) async throws {
///     try await conformance.run { now in try MyStorage(emptyDatabase(), now: now) }
/// }
/// ```
public enum StorageConformance {
    /// Makes a storage over a new and empty database that takes its time from `now`.
    public typealias MakeStorage =
        @Sendable (_ now: @escaping @Sendable () -> Date) async throws -> any AccountStorage

    /// Every case, in the order of the protocols; those of one caller first, those of many at the end.
    public static var cases: [Case] {
        [
            transactionCases, accountCases, accountPageCases, deletionCases, credentialCases, roleCases,
            sessionCases, rotationCases, rotationRefusalCases, revocationCases, ringKeyCases,
            loginFailureCases,
            auditCases, auditCursorCases, auditQueryCases, webhookCases, externalIdentityCases, importCases,
            mailQueueCases,
            emailChangeCases, factorCases,
            knownDeviceCases, masterKeyCases, tokenStatusCases,
            concurrencyCases, concurrentChangeCases, concurrentWorkCases,
        ].flatMap { $0 }
    }

    /// One thing that a storage has to do.
    public struct Case: Sendable, CustomStringConvertible {
        /// What the storage does when the case passes, as a sentence.
        public let name: String
        private let body: @Sendable (Fixture) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (Fixture) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// The name, for the list of a test run.
        public var description: String { name }

        /// Runs the case on a storage of its own.
        ///
        /// - Throws: ``ConformanceFailure`` when the storage does something else, and whatever the storage throws.
        public func run(_ makeStorage: MakeStorage) async throws {
            let clock = SettableClock()
            let storage = try await makeStorage { clock.now }
            try await body(Fixture(storage: storage, clock: clock))
        }
    }
}
