import LatchkeyAccounts

extension ConfigurationTable {
    static let redis: [ConfigurationKey] = [
        redisURL, redisOnFailure, redisPrefix,
        .duration(
            "redis.timeout",
            \.redis.timeout,
            in: 1...60,
            "The longest that an answer of Redis may take; then it counts as gone."
        ),
        .file(
            "redis.certificatesFile",
            \.redis.certificatesFile,
            "A PEM file of the authorities that the certificate of Redis may come from."
        ),
        ConfigurationKey(
            name: "redis.verification",
            type: RedisConfiguration.Verification.allCases.map(\.rawValue).joined(separator: " or "),
            summary:
                "Whether the certificate of Redis has to be for its host, or only from such an authority.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let verification = RedisConfiguration.Verification(rawValue: values[0]) else {
                    return false
                }
                configuration.redis.verification = verification
                return true
            },
            show: { [$0.redis.verification.rawValue] }
        ),
        .file(
            "redis.certificate",
            \.redis.certificateFile,
            "The certificate to present to Redis in PEM, where it asks for one."
        ),
        .file("redis.key", \.redis.certificateKeyFile, "That certificate's private key in PEM."),
    ]

    private static let redisURL = ConfigurationKey(
        name: "redis.url",
        type: "redis://user:password@host:port/database, or rediss:// for TLS",
        summary: "Redis or Valkey, through which nodes share their limits and hear of revocations at once.",
        isSecret: true,
        isList: false,
        apply: { configuration, values in
            configuration.redis.url = values[0]
            return ["redis://", "rediss://"].contains { values[0].hasPrefix($0) && values[0] != $0 }
        },
        show: { [$0.redis.url == nil ? "" : ConfigurationKey.hidden] },
        isDerived: { $0.redis.url == nil }
    )

    private static let redisOnFailure = ConfigurationKey(
        name: "redis.onFailure",
        type: SharedLimitsFailure.allCases.map(\.rawValue).joined(separator: " or "),
        summary:
            "While Redis is gone: open limits attempts on each node by itself, closed refuses them with 503.",
        isSecret: false,
        isList: false,
        apply: { configuration, values in
            guard let onFailure = SharedLimitsFailure(rawValue: values[0]) else { return false }
            configuration.redis.onFailure = onFailure
            return true
        },
        show: { [$0.redis.onFailure.rawValue] }
    )

    private static let redisPrefix = ConfigurationKey(
        name: "redis.prefix",
        type: "text of 1 to 64 letters, digits, - or _",
        summary:
            "What every key and channel begins with; installations that share a Redis need different ones.",
        isSecret: false,
        isList: false,
        apply: { configuration, values in
            configuration.redis.prefix = values[0]
            return (1...64).contains(values[0].utf8.count)
                && values[0].utf8.allSatisfy { octet in
                    (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet)
                        || (0x61...0x7A).contains(octet) || "-_".utf8.contains(octet)
                }
        },
        show: { [$0.redis.prefix] }
    )
}
