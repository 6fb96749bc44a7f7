// swift-tools-version: 6.2

import PackageDescription

// One target per example, each under 100 lines, each with its tests:
//   swift run --package-path Examples protect-a-route
let package = Package(
    name: "examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        // In a package of your own: .package(url: "…", from: "…")
        .package(name: "latchkey", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    ],
    targets: [
        .executableTarget(
            name: "protect-a-route",
            dependencies: [
                .product(name: "LatchkeyHummingbird", package: "latchkey"),
                .product(name: "LatchkeyJWKS", package: "latchkey"),
                .product(name: "LatchkeyTokens", package: "latchkey"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            path: "protect-a-route"
        ),
        .executableTarget(
            name: "embed-the-server",
            dependencies: [
                .product(name: "LatchkeyHummingbird", package: "latchkey"),
                .product(name: "LatchkeySQLite", package: "latchkey"),
                .product(name: "LatchkeyServer", package: "latchkey"),
                .product(name: "LatchkeyTokens", package: "latchkey"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            path: "embed-the-server"
        ),
        .executableTarget(
            name: "sign-elsewhere",
            dependencies: [
                .product(name: "LatchkeyJOSE", package: "latchkey"),
                .product(name: "LatchkeyTokens", package: "latchkey"),
            ],
            path: "sign-elsewhere"
        ),
        .testTarget(
            name: "EmbedTheServerTests",
            dependencies: [
                "embed-the-server",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            path: "Tests/embed-the-server"
        ),
        .testTarget(
            name: "ProtectARouteTests",
            dependencies: [
                "protect-a-route",
                .product(name: "LatchkeyJOSE", package: "latchkey"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            path: "Tests/protect-a-route"
        ),
        .testTarget(
            name: "SignElsewhereTests",
            dependencies: [
                "sign-elsewhere",
                .product(name: "LatchkeyJOSE", package: "latchkey"),
                .product(name: "LatchkeyTokens", package: "latchkey"),
            ],
            path: "Tests/sign-elsewhere"
        ),
    ]
)
