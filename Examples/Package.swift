// swift-tools-version: 6.2

import PackageDescription

/// An example is a program in a folder of its name, and its tests in `Tests`.
struct Example {
    let name: String
    /// The name of the module of its tests.
    let tests: String
    /// Products of Latchkey.
    let libraries: [String]
    /// A folder of files that are built in.
    var assets: String?

    private func products(_ names: [String], of package: String) -> [Target.Dependency] {
        names.map { .product(name: $0, package: package) }
    }

    private var web: Bool { assets != nil || libraries.contains("LatchkeyHummingbird") }

    var targets: [Target] {
        let own =
            products(libraries, of: "latchkey") + products(web ? ["Hummingbird"] : [], of: "hummingbird")
        let testing =
            products(web ? ["LatchkeyTesting"] : [], of: "latchkey")
            + products(web ? ["HummingbirdTesting"] : [], of: "hummingbird")
        return [
            .executableTarget(
                name: name,
                dependencies: own,
                path: name,
                resources: assets.map { [.embedInCode($0)] } ?? []
            ),
            .testTarget(
                name: tests,
                dependencies: [.byName(name: name)] + own + testing,
                path: "Tests/\(name)"
            ),
        ]
    }
}

let web = ["LatchkeyHummingbird", "LatchkeyJOSE", "LatchkeyTokens"]

// Each under 100 lines, each with its tests:
//   swift run --package-path Examples protect-a-route
let examples = [
    Example(
        name: "bearer-api",
        tests: "BearerAPITests",
        libraries: web + ["LatchkeyAccounts"]
    ),
    Example(name: "cookie-web-app", tests: "CookieWebAppTests", libraries: web),
    Example(
        name: "embed-the-server",
        tests: "EmbedTheServerTests",
        libraries: web + ["LatchkeySQLite", "LatchkeyServer"]
    ),
    Example(name: "protect-a-route", tests: "ProtectARouteTests", libraries: web + ["LatchkeyJWKS"]),
    Example(name: "refresh-and-revoke", tests: "RefreshAndRevokeTests", libraries: web),
    Example(name: "session-strategy", tests: "SessionStrategyTests", libraries: web),
    Example(
        name: "sign-elsewhere",
        tests: "SignElsewhereTests",
        libraries: ["LatchkeyJOSE", "LatchkeyTokens"]
    ),
    Example(name: "single-sign-on", tests: "SingleSignOnTests", libraries: web + ["LatchkeyJWKS"]),
    Example(name: "web-app", tests: "WebAppTests", libraries: [], assets: "Assets"),
]

let package = Package(
    name: "examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        // In a package of your own: .package(url: "…", from: "…")
        .package(name: "latchkey", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    ],
    targets: examples.flatMap(\.targets)
)
