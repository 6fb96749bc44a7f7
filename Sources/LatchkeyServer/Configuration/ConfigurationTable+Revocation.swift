import LatchkeyTokens

extension ConfigurationTable {
    /// How long signing keys live.
    static let signingKeys: [ConfigurationKey] = [
        .duration(
            "keys.lifetime",
            \.keyLifetime,
            in: 1...31_536_000,
            "After how long a signing key is replaced; at least twice keys.publication."
        ),
        .duration(
            "keys.publication",
            \.keyPublicationLead,
            in: 1...86_400,
            "How long services may keep the key set; so long before it signs a new key is published."
        ),
    ]

    /// How current the revocations have to be, and who else is told them.
    static let revocation: [ConfigurationKey] = [
        .duration(
            "revocation.maxStaleness",
            \.revocation.maxStaleness,
            in: 1...3600,
            "How long tokens are judged by what is known while the database cannot be reached."
        ),
        ConfigurationKey(
            name: "revocation.whenStale",
            type: RevocationFreshness.Policy.allCases.map(\.rawValue).joined(separator: " or "),
            summary: "After that: refuse tokens with 503, or accept them though they may be revoked.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let policy = RevocationFreshness.Policy(rawValue: values[0]) else { return false }
                configuration.revocation.whenStale = policy
                return true
            },
            show: { [$0.revocation.whenStale.rawValue] }
        ),
        ConfigurationKey(
            name: "revocation.snapshot",
            type: RevocationReaders.allCases.map(\.rawValue).joined(separator: ", "),
            summary: "Who may read the revocations, for services that verify without a database.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let readers = RevocationReaders(rawValue: values[0]) else { return false }
                configuration.revocation.snapshotReaders = readers
                return true
            },
            show: { [$0.revocation.snapshotReaders.rawValue] }
        ),
        .flag(
            "revocation.statusLists",
            \.revocation.usesStatusLists,
            "Whether access tokens name a place in a status list, for gateways of any make."
        ),
        .duration(
            "revocation.statusLifetime",
            \.revocation.statusLifetime,
            in: 1...3600,
            "How long a status list may be kept by whoever has fetched it."
        ),
    ]
}
