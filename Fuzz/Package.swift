// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// One program for each target: libFuzzer brings the main function, the program the entry.
let programs = ["base64url", "claims", "compact", "json", "jwe", "jwk", "jws", "keyfile", "resp"]

let package = Package(
    name: "latchkey-fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "latchkey", path: ".."),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    ],
    targets: [
        .target(
            name: "FuzzTargets",
            dependencies: [
                .product(name: "LatchkeyJOSE", package: "latchkey"),
                .product(name: "LatchkeyRedis", package: "latchkey"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings
        )
    ]
        + programs.map {
            .executableTarget(name: "fuzz-\($0)", dependencies: ["FuzzTargets"], swiftSettings: settings)
        }
)
