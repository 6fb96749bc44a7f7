import ArgumentParser
import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyServer
import LatchkeyTokens

/// `latchkey key rotate`.
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give the server a new signing key.",
        discussion: """
            The key is published at once and signs after five minutes, when every service has fetched it. The old one \
            verifies until its last token has expired, so nothing is ever refused for it. A shared secret (HS256 and \
            its kin) is never published: whoever verifies by the server's key set refuses its tokens. The server itself accepts \
            ES256, EdDSA, RS256 and what tokens.algorithm names.

            Where others may have a private key, --compromised takes it out of the ring at once and every token that \
            it signed with it; people with a session get new ones by refreshing. Services that verify by the key set \
            go on trusting it until their copy is over, five minutes at most.

            --master leaves the signing keys as they are, and exchanges the master key that they and all other secrets \
            of the database are encrypted under, in one transaction. Nobody has to sign in again, and servers that run \
            take the new one by themselves: from the data folder, or from LATCHKEY_NEXT_MASTER_KEY_FILE. The earlier \
            one is kept, for copies of the database from that time.
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

    // One in 64 begins with a minus, since they are written in base64url.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Distrust this key at once; a new one signs in its place.",
            valueName: "kid"
        )
    )
    var compromised: String?

    @Flag(help: "Exchange the master key, not a signing key.")
    var master = false

    @Option(
        help: ArgumentHelp(
            "With --master: the file of the new master key, made where there is none; for a master key outside of the data folder.",
            valueName: "file"
        )
    )
    var to: String?

    @Flag(help: "Change nothing; say what would happen when, and to how many tokens.")
    var simulate = false

    @OptionGroup var unpublished: UnpublishedKeyOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard master else {
            guard to == nil else { throw ValidationError("--to is for --master.") }
            return
        }
        guard !simulate else {
            throw ValidationError(
                "--simulate is for signing keys: it says when, and what becomes of tokens. Exchanging the master key ends no "
                    + "session and no token, and is done whole or not at all."
            )
        }
        guard algorithm == nil, !now, compromised == nil else {
            throw ValidationError("--master goes with no option of signing keys.")
        }
    }

    func run() async throws {
        guard !master else {
            return try await MasterKeyRotation(newFile: to, data: data).run(asJSON: output.json)
        }
        let folder = try await data.open()
        let ring = try await folder.keyRing()
        try folder.configuration.check(signingWith: algorithm ?? ring.activeKey(at: Date())?.algorithm)
        try unpublished.check(algorithm?.keyType == .oct, in: ring)
        if let compromised, !ring.keys.contains(where: { $0.keyID.utf8.elementsEqual(compromised.utf8) }) {
            throw KeyRingError.unknownKey(keyID: compromised)
        }
        guard !simulate else { return try simulation(of: ring, folder).print(asJSON: output.json) }
        if let compromised { return try await remove(compromised, from: ring, folder) }
        let key = try await ring.rotate(algorithm: algorithm, immediately: now)
        try await folder.record(key)
        try NewRingKey(key: key, ring: ring).print(asJSON: output.json)
    }

    private func simulation(of ring: KeyRing, _ folder: Installation) -> RotationSimulation {
        RotationSimulation(
            ring.keys,
            immediately: now,
            compromised: compromised,
            tokenLifetime: folder.configuration.accessLifetime + folder.configuration.leeway,
            publicationLead: ring.publicationLead,
            at: Date()
        )
    }

    private func remove(_ keyID: String, from ring: KeyRing, _ folder: Installation) async throws {
        let successor = try await ring.removeCompromised(keyID, algorithm: algorithm)
        try await folder.storage.transaction {
            try $0.audit.append(AuditEvent(.keyRevoked, reason: keyID))
            if let successor { try $0.audit.append(AuditEvent(.keyRotated, reason: successor.keyID)) }
        }
        guard !output.json else {
            return try Output.print(
                .unique([
                    ("removed", .string(keyID)),
                    (
                        "new",
                        successor.map {
                            .object(RingKeyReport(key: $0, state: ring.state(of: $0, at: Date())).json)
                        } ?? .null
                    ),
                ])
            )
        }
        try Output.print("Every token that \(keyID) has signed is refused from now on.")
        if let successor { try NewRingKey(key: successor, ring: ring).print(asJSON: false) }
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
