import LatchkeyOAuth
import LatchkeyPostgres
import LatchkeyTokens
import StorageConformance
import Testing

@Test("PostgreSQL does what every storage has to do [B7, D3]", arguments: StorageConformance.cases)
func conforms(_ conformance: StorageConformance.Case) async throws {
    try await withDatabase { url in
        try await conformance.run { now in try await PostgresStorage.open(PostgresOptions(url: url), now: now)
        }
    }
}

@Test(
    "PostgreSQL behind a pooler does what every storage has to do [B7, D3]",
    arguments: StorageConformance.cases
)
func conformsUnnamed(_ conformance: StorageConformance.Case) async throws {
    try await withDatabase { url in
        var options = PostgresOptions(url: url)
        options.preparesStatements = false
        try await conformance.run { [options] now in try await PostgresStorage.open(options, now: now) }
    }
}

@Test(
    "PostgreSQL does what every store of one-time tokens has to do [E2]",
    arguments: StorageConformance.oneTimeTokenCases
)
func keepsOneTimeTokens(_ conformance: StoreCase<any OneTimeTokenStorage>) async throws {
    try await withStorage { try await conformance.run(on: $0) }
}

@Test(
    "PostgreSQL does what every store of opaque sessions has to do [A7] [C3]",
    arguments: StorageConformance.opaqueSessionCases
)
func keepsOpaqueSessions(_ conformance: StoreCase<any OpaqueSessionStorage>) async throws {
    try await withStorage { try await conformance.run(on: $0) }
}

@Test(
    "PostgreSQL does what every log of revocations has to do [A9]",
    arguments: StorageConformance.revocationLogCases
)
func keepsRevocations(_ conformance: StoreCase<any RevocationLog>) async throws {
    try await withStorage { try await conformance.run(on: $0) }
}

@Test(
    "PostgreSQL does what every store of OAuth clients has to do [B7, D3]",
    arguments: StorageConformance.oauthCases
)
func keepsClients(_ conformance: StoreCase<any OAuthStorage>) async throws {
    try await withStorage { try await conformance.run(on: $0) }
}
