// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "latchkey",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "latchkey", targets: ["latchkey"]),
        .library(name: "LatchkeyJOSE", targets: ["LatchkeyJOSE"]),
        .library(name: "LatchkeyX509", targets: ["LatchkeyX509"]),
        .library(name: "LatchkeyTokens", targets: ["LatchkeyTokens"]),
        .library(name: "LatchkeyJWKS", targets: ["LatchkeyJWKS"]),
        .library(name: "LatchkeyOpenSSL", targets: ["LatchkeyOpenSSL"]),
        .library(name: "LatchkeyAccounts", targets: ["LatchkeyAccounts"]),
        .library(name: "LatchkeyOAuth", targets: ["LatchkeyOAuth"]),
        .library(name: "LatchkeySQLite", targets: ["LatchkeySQLite"]),
        .library(name: "LatchkeyPostgres", targets: ["LatchkeyPostgres"]),
        .library(name: "LatchkeyRedis", targets: ["LatchkeyRedis"]),
        .library(name: "LatchkeyMail", targets: ["LatchkeyMail"]),
        .library(name: "LatchkeyHummingbird", targets: ["LatchkeyHummingbird"]),
        .library(name: "LatchkeyServer", targets: ["LatchkeyServer"]),
        .library(name: "LatchkeyTesting", targets: ["LatchkeyTesting"]),
        .library(name: "StorageConformance", targets: ["StorageConformance"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(
            url: "https://github.com/apple/swift-configuration.git",
            from: "1.4.0",
            traits: [.defaults, "YAML"]
        ),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CArgon2",
            pkgConfig: "libargon2",
            providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]
        ),
        .systemLibrary(
            name: "CCrypt",
            pkgConfig: "libcrypt",
            providers: [.apt(["libcrypt-dev"]), .brew(["libxcrypt"])]
        ),
        .systemLibrary(
            name: "CPostgres",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        .systemLibrary(
            name: "CQREncode",
            pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"]), .brew(["qrencode"])]
        ),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
        ),
        .systemLibrary(
            name: "CSodium",
            pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]
        ),
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        // The list of common passwords: data, which C embeds in no time.
        .target(name: "CCommonPasswords", exclude: ["common-passwords.bin"]),
        .target(name: "CMemory"),
        .target(
            name: "LatchkeyJOSE",
            dependencies: [
                "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]
        ),
        // ES256K and Ed448, for those who need them.
        .target(name: "LatchkeyOpenSSL", dependencies: ["COpenSSL", "LatchkeyJOSE"]),
        .target(
            name: "LatchkeyX509",
            dependencies: [
                "LatchkeyJOSE",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]
        ),
        .target(
            name: "LatchkeyTokens",
            dependencies: [
                "CZlib",
                "LatchkeyJOSE",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "LatchkeyJWKS",
            dependencies: [
                "LatchkeyJOSE",
                "LatchkeyTokens",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "LatchkeyAccounts",
            dependencies: [
                "CArgon2",
                "CCommonPasswords",
                "CCrypt",
                "CSodium",
                "LatchkeyTokens",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .target(
            name: "LatchkeyOAuth",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyJOSE",
                "LatchkeyTokens",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        // What the two back ends have in common: every statement, the stores, and what they run them through.
        .target(
            name: "LatchkeySQL",
            dependencies: ["LatchkeyAccounts", "LatchkeyJOSE", "LatchkeyOAuth", "LatchkeyTokens"]
        ),
        .target(
            name: "LatchkeySQLite",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyOAuth",
                "LatchkeySQL",
                "LatchkeyTokens",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "LatchkeyPostgres",
            dependencies: [
                "CPostgres",
                "LatchkeyAccounts",
                "LatchkeyOAuth",
                "LatchkeySQL",
                "LatchkeyTokens",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "LatchkeyRedis",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyJOSE",
                "LatchkeyTokens",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "LatchkeyMail",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyTokens",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .target(
            name: "StorageConformance",
            dependencies: ["LatchkeyAccounts", "LatchkeyJOSE", "LatchkeyOAuth", "LatchkeyTokens"]
        ),
        .target(
            name: "LatchkeyHummingbird",
            dependencies: [
                "LatchkeyJOSE",
                "LatchkeyTokens",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        // For the tests of users: tokens of any shape, and a clock that they move.
        .target(
            name: "LatchkeyTesting",
            dependencies: [
                "LatchkeyJOSE",
                "LatchkeyTokens",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .target(
            name: "LatchkeyServer",
            dependencies: [
                "CQREncode",
                "CZlib",
                "LatchkeyAccounts",
                "LatchkeyHummingbird",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                "LatchkeyOAuth",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("Pages/Assets"), .embedInCode("Pages/Templates")]
        ),
        .executableTarget(
            name: "latchkey",
            dependencies: [
                "CMemory",
                "LatchkeyAccounts",
                "LatchkeyHummingbird",
                "LatchkeyJOSE",
                "LatchkeyJWKS",
                "LatchkeyOAuth",
                "LatchkeyMail",
                "LatchkeyOpenSSL",
                "LatchkeyPostgres",
                "LatchkeyRedis",
                "LatchkeySQLite",
                "LatchkeyServer",
                "LatchkeyTokens",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "LatchkeyJOSETests",
            dependencies: [
                "LatchkeyJOSE",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]
        ),
        // The targets of the fuzzer, fed with the inputs that are kept. Fuzz is a package of its own otherwise.
        .testTarget(
            name: "FuzzCorpusTests",
            dependencies: [
                "LatchkeyJOSE",
                "LatchkeyRedis",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Fuzz/Sources",
            exclude: [
                "fuzz-base64url", "fuzz-claims", "fuzz-compact", "fuzz-json", "fuzz-jwe", "fuzz-jwk",
                "fuzz-jws",
                "fuzz-keyfile", "fuzz-resp",
            ]
        ),
        .testTarget(
            name: "LatchkeyOpenSSLTests",
            dependencies: ["LatchkeyJOSE", "LatchkeyOpenSSL"]
        ),
        .testTarget(
            name: "LatchkeyX509Tests",
            dependencies: [
                "LatchkeyJOSE",
                "LatchkeyX509",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]
        ),
        .testTarget(
            name: "LatchkeyTokensTests",
            dependencies: [
                "LatchkeyJOSE",
                "LatchkeyTokens",
                "StorageConformance",
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "LatchkeyAccountsTests",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyJOSE",
                "LatchkeySQLite",
                "LatchkeyTokens",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "LatchkeyOAuthTests",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyJOSE",
                "LatchkeyOAuth",
                "LatchkeySQL",
                "LatchkeySQLite",
                "LatchkeyTokens",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "LatchkeySQLTests", dependencies: ["LatchkeySQL", "LatchkeyTokens"]),
        .testTarget(
            name: "LatchkeySQLiteTests",
            dependencies: [
                "LatchkeyOAuth",
                "LatchkeySQL",
                "LatchkeySQLite",
                "StorageConformance",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        // Real servers beside the tests of several targets: how such a child is started, PostgreSQL, and Redis.
        .target(name: "TestChild", path: "Tests/TestChild"),
        .target(
            name: "TestPostgres",
            dependencies: ["CPostgres", "TestChild"],
            path: "Tests/TestPostgres",
            linkerSettings: [.linkedLibrary("pq")]
        ),
        .target(name: "TestRedis", dependencies: ["TestChild"], path: "Tests/TestRedis"),
        .testTarget(
            name: "LatchkeyRedisTests",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyJOSE",
                "LatchkeyRedis",
                "LatchkeyTokens",
                "StorageConformance",
                "TestChild",
                "TestRedis",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "LatchkeyPostgresTests",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyOAuth",
                "LatchkeyPostgres",
                "LatchkeySQL",
                "LatchkeySQLite",
                "LatchkeyTokens",
                "StorageConformance",
                "TestChild",
                "TestPostgres",
            ]
        ),
        .testTarget(
            name: "LatchkeyMailTests",
            dependencies: [
                "LatchkeyAccounts",
                "LatchkeyMail",
                "LatchkeySQLite",
                "LatchkeyTokens",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Support/mail-server.py"]
        ),
        .testTarget(
            name: "LatchkeyHummingbirdTests",
            dependencies: [
                "LatchkeyHummingbird",
                "LatchkeyJOSE",
                "LatchkeyTesting",
                "LatchkeyTokens",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdRouter", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "LatchkeyTestingTests",
            dependencies: [
                "LatchkeyHummingbird",
                "LatchkeyJOSE",
                "LatchkeyTesting",
                "LatchkeyTokens",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "LatchkeyJWKSTests",
            dependencies: [
                "LatchkeyHummingbird",
                "LatchkeyJOSE",
                "LatchkeyJWKS",
                "LatchkeyTokens",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "BlackBoxTests",
            dependencies: [
                "LatchkeyJOSE",
                "LatchkeyJWKS",
                "LatchkeyTokens",
                // Built first, and run as the program it is.
                "latchkey",
                "TestPostgres",
                "TestRedis",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "latchkeyCommandTests",
            dependencies: [
                "LatchkeyJOSE",
                // Built first, and run as the program it is.
                "latchkey",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            exclude: ["Snapshots"]
        ),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "LatchkeyHummingbird",
                "LatchkeyJOSE",
                "LatchkeyJWKS",
                "LatchkeyTokens",
                .product(name: "Hummingbird", package: "hummingbird"),
            ]
        ),
        .testTarget(
            name: "LatchkeyServerTests",
            dependencies: [
                "LatchkeyOAuth",
                "LatchkeyServer",
                "LatchkeySQLite",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
    ]
)

// One language for every target. Where the whole package is checked, a warning is an error.
let warningsAreErrors = Context.environment["WARNINGS_AS_ERRORS"] == "1"

for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
            .enableUpcomingFeature("ExistentialAny"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
            .enableUpcomingFeature("InternalImportsByDefault"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
            .enableUpcomingFeature("MemberImportVisibility"),
        ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])
}
