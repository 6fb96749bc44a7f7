import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey key rotate`.
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give the server a new signing key.",
        discussion: """
            The key is published at once and signs after five minutes, when every service has fetched it. The old one \
            verifies until its last token has expired, so nothing is ever refused for it. A shared secret (HS256 and \
            its kin) is never published: whoever verifies by the server's key set refuses its tokens.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The algorithm of the new key; by default that of the active one.",
            valueName: "name"
        )
    )
    var algorithm: SignatureAlgorithm?

    @Flag(
        help: "Sign with it at once; services that have not fetched it yet refuse its tokens until they do."
    )
    var now = false

    @OptionGroup var unpublished: UnpublishedKeyOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let folder = try await data.open()
        let ring = try await folder.keyRing()
        try unpublished.check(algorithm?.keyType == .oct, in: ring)
        let key = try await ring.rotate(algorithm: algorithm, immediately: now)
        try await folder.record(key)
        try NewRingKey(key: key, ring: ring).print(asJSON: output.json)
    }
}

/// The answer to adding a key to the ring.
struct NewRingKey {
    let key: RingKey
    let ring: KeyRing

    func print(asJSON: Bool) throws {
        let now = Date()
        guard !asJSON else {
            return try Output.print(RingKeyReport(key: key, state: ring.state(of: key, at: now)).json)
        }
        let start = key.activatesAt <= now ? "now" : "from \(Timestamp.text(key.activatesAt)) on"
        try Output.print("The server signs with the new \(key.algorithm) key \(start):\n\(key.keyID)")
    }
}
