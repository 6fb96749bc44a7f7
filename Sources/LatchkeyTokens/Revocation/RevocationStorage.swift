/// The durable revocations of all processes, read in their order.
public protocol RevocationStorage: Sendable {
    /// The revocations with a sequence number above `sequence`, oldest first, at most `limit` of them.
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation]

    /// A number that differs from the one before whenever any process has committed a change.
    ///
    /// It must be cheap: it is asked several times a second.
    func changeMarker() async throws -> Int64
}
