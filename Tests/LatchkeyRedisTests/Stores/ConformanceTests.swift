import LatchkeyRedis
import LatchkeyTokens
import StorageConformance
import Testing

@Test(
    "Redis does what every store of opaque sessions has to do [A7] [B8] [C3]",
    arguments: StorageConformance.opaqueSessionCases
)
func keepsOpaqueSessions(_ conformance: StoreCase<any OpaqueSessionStorage>) async throws {
    // A prefix with what means something in patterns.
    let prefix = "te*st[1]?\\:\(UInt64.random(in: 0 ... .max))"
    try await conformance.run(on: RedisOpaqueSessions(try await testClient { $0.prefix = prefix }))
}

@Test(
    "Redis does what every log of revocations has to do [A9] [B8]",
    arguments: StorageConformance.revocationLogCases
)
func keepsRevocations(_ conformance: StoreCase<any RevocationLog>) async throws {
    try await conformance.run(on: RedisRevocations(try await testClient()))
}
