import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct KeyRingTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let storage = MemoryRing()
    private let masterKey = MasterKey()

    private func ring(
        _ algorithm: SignatureAlgorithm = .es256,
        masterKey: MasterKey? = nil
    ) async throws -> KeyRing {
        try await KeyRing.open(
            storage: storage,
            masterKey: masterKey ?? self.masterKey,
            algorithm: algorithm,
            tokenLifetime: 900,
            at: start
        )
    }

    @Test("A32: makes one key on first opening and finds the same one again")
    func persists() async throws {
        let first = try await ring()
        let again = try await ring()
        #expect(first.keys.count == 1)
        #expect(first.keys.map(\.keyID) == again.keys.map(\.keyID))
        #expect(first.keys[0].keyID == first.keys[0].key.thumbprint())
    }

    @Test("of two replaced keys that were made at one moment, the one that was replaced later signs")
    func sameMoment() async throws {
        let ring = try await ring()
        let second = try await ring.rotate(at: start)
        let later = start + 34 * 86_400
        let third = try await ring.rotate(at: later)
        #expect(ring.activeKey(at: later)?.keyID == second.keyID)
        #expect(ring.keys.map(\.keyID).prefix(2) == [third.keyID, second.keyID])
        try await ring.removeExpired(at: later)
        #expect(ring.keys.map(\.keyID) == [third.keyID, second.keyID])
        #expect(ring.activeKey(at: later)?.keyID == second.keyID)
    }

    @Test("keeps no private member in clear")
    func sealed() async throws {
        let ring = try await ring()
        let stored = try #require(try await storage.ringKeys().first)
        let text = String(decoding: stored.sealed, as: UTF8.self)
        #expect(!text.contains("\"d\""))
        #expect(ring.keys[0].key.json().contains("\"d\""))
    }

    @Test("refuses to open under another master key")
    func foreignMasterKey() async throws {
        let keyID = try await ring().keys[0].keyID
        await #expect(throws: KeyRingError.cannotOpen(keyID: keyID)) {
            _ = try await ring(masterKey: MasterKey())
        }
    }

    @Test(
        "A32: publishes a rotated key one key-set lifetime before it signs, and keeps the old one until its tokens are over"
    )
    func rotation() async throws {
        let ring = try await ring()
        let old = ring.keys[0].keyID
        let next = try await ring.rotate(at: start)
        let activation = start + KeyRing.standardPublicationLead
        #expect(next.activatesAt == activation)
        #expect(ring.published.keys.count == 2)
        #expect(ring.activeKey(at: activation - 1)?.keyID == old)
        #expect(ring.activeKey(at: activation)?.keyID == next.keyID)
        #expect(ring.state(of: next, at: start) == .next)
        let retired = try #require(ring.keys.first { $0.keyID == old })
        #expect(ring.state(of: retired, at: activation) == .retired)
        #expect(retired.expiresAt == activation + 900)

        try await ring.removeExpired(at: activation + 899)
        #expect(ring.keys.count == 2)
        try await ring.removeExpired(at: activation + 900)
        #expect(ring.keys.map(\.keyID) == [next.keyID])
    }

    @Test("signs at once with a key rotated immediately")
    func immediateRotation() async throws {
        let ring = try await ring()
        let next = try await ring.rotate(algorithm: .ed25519, immediately: true, at: start)
        #expect(ring.activeKey(at: start)?.keyID == next.keyID)
        #expect(next.algorithm == .ed25519)
    }

    @Test("of processes that find a rotation due at once, exactly one adds a key")
    func rotationByOne() async throws {
        let rings = [try await ring(), try await ring(), try await ring()]
        let due = try #require(rings[0].activeKey(at: start))
        var added: [RingKey] = []
        for ring in rings {
            if let key = try await ring.rotate(replacing: due, at: start) { added.append(key) }
        }
        #expect(added.count == 1)
        #expect(
            rings.map { $0.keys.map(\.keyID) } == Array(repeating: [added[0].keyID, due.keyID], count: 3)
        )
    }

    @Test("a key that was yet to sign never does once another has taken its place at once")
    func overtaken() async throws {
        let ring = try await ring()
        let next = try await ring.rotate(at: start)
        let new = try await ring.rotate(immediately: true, at: start + 10)
        for moment in [start + 10, start + KeyRing.standardPublicationLead, start + 1_000] {
            #expect(ring.activeKey(at: moment)?.keyID == new.keyID)
            let overtaken = try #require(ring.keys.first { $0.keyID == next.keyID })
            #expect(ring.state(of: overtaken, at: moment) == .retired)
        }
        // The other way round, the first of two that wait signs until the second does.
        let third = try await ring.rotate(at: start + 20)
        let fourth = try await ring.rotate(at: start + 120)
        #expect(
            ring.state(of: try #require(ring.keys.first { $0.keyID == third.keyID }), at: start + 130)
                == .next
        )
        #expect(ring.activeKey(at: start + 320)?.keyID == third.keyID)
        #expect(ring.activeKey(at: start + 420)?.keyID == fourth.keyID)
    }

    @Test("a compromised key is gone at once, and a new one signs in its place")
    func compromised() async throws {
        let ring = try await ring()
        let old = ring.keys[0].keyID
        let next = try await ring.rotate(at: start)
        let new = try #require(try await ring.removeCompromised(old, at: start + 1))
        #expect(ring.keys.map(\.keyID) == [new.keyID, next.keyID])
        #expect(ring.activeKey(at: start + 1)?.keyID == new.keyID)
        #expect(ring.published.keys.map(\.keyID) == [new.keyID, next.keyID])
        // One that signs no more needs no successor.
        let successor = try await ring.removeCompromised(next.keyID, at: start + 2)
        #expect(successor?.keyID == nil)
        #expect(ring.keys.map(\.keyID) == [new.keyID])
        await #expect(throws: KeyRingError.unknownKey(keyID: old)) {
            try await ring.removeCompromised(old, at: start + 3)
        }
    }

    @Test("takes in a key made elsewhere, under its thumbprint, and refuses it twice or public")
    func importing() async throws {
        let ring = try await ring()
        var key = try JWK.generate(.es256)
        key.keyID = "theirs"
        let added = try await ring.add(importing: key, immediately: true, at: start)
        #expect(added.keyID == key.thumbprint())
        await #expect(throws: KeyRingError.duplicate(keyID: key.thumbprint())) {
            try await ring.add(importing: key, at: start)
        }
        let publicKey = try #require(try JWK.generate(.es256).publicKey)
        await #expect(throws: KeyRingError.unusableKey("it is a public key; a signing key is needed")) {
            try await ring.add(importing: publicKey, at: start)
        }
    }

    @Test("A27: publishes nothing of an HMAC ring, and verifies with it")
    func symmetric() async throws {
        let ring = try await ring(.hs256)
        #expect(ring.published.keys.isEmpty)
        #expect(ring.current.keys.keys.count == 1)
    }

    @Test("A27: the published set holds no private member [A8]")
    func published() async throws {
        let json = try await ring().published.json()
        #expect(!json.contains("\"d\""))
        #expect(json.contains("\"kid\""))
    }
}
