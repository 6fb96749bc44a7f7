import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct RevocationSnapshotTests {
    private static let issuer = "https://i.example"
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let key: JWK
    private let signer: PreparedSigningKey

    init() throws {
        key = try JWK.generate(.es256)
        signer = try PreparedSigningKey(key)
    }

    private func read(
        _ text: String,
        issuer: String = issuer,
        at now: Date? = nil
    ) throws -> RevocationSnapshot {
        try RevocationSnapshot(
            text,
            keys: JWKSet([try #require(key.publicKey)]),
            issuer: issuer,
            at: now ?? start
        )
    }

    private func targets() -> [Revocation.Target] {
        [
            .session(UUIDv7(at: start)), .token(UUIDv7(at: start)),
            .account(UUIDv7(at: start), epochBelow: 7), .account(UUIDv7(at: start), epochBelow: .max),
            .namedSession("web-17"), .namedToken("é\u{301}"), .namedAccount("ada", epochBelow: 3),
            .signIns(of: "grace", before: start - 5),
        ]
    }

    @Test("carries revocations of every kind with their ends, those that are over left out [A9]")
    func roundTrip() throws {
        let list = RevocationList(freshness: nil, journalLimit: 0)
        let targets = targets()
        list.follow(
            targets.enumerated().map {
                Revocation(sequence: Int64($0.offset + 1), target: $0.element, expiresAt: start + 900)
            }
        )
        list.add(.session(UUIDv7(at: start)), expiresAt: start)
        let text = try RevocationSnapshot.sign(
            list.content,
            issuer: Self.issuer,
            completeAt: start,
            by: signer
        )
        let snapshot = try read(text)
        #expect(snapshot.sequence == 8)
        #expect(snapshot.after == nil)
        #expect(snapshot.completeAt == start)
        #expect(Set(snapshot.entries.map(\.target)) == Set(targets))
        #expect(snapshot.entries.allSatisfy { $0.expiresAt == start + 900 && $0.sequence == 8 })
    }

    @Test("news say what they come after")
    func news() throws {
        let entry = Revocation(sequence: 12, target: .session(UUIDv7(at: start)), expiresAt: start + 1.5)
        let text = try RevocationSnapshot.sign(
            [entry],
            after: 11,
            to: 12,
            issuer: Self.issuer,
            completeAt: start,
            by: signer
        )
        let snapshot = try read(text)
        #expect(snapshot.after == 11)
        #expect(snapshot.sequence == 12)
        // A part of a second counts in full.
        #expect(snapshot.entries == [Revocation(sequence: 12, target: entry.target, expiresAt: start + 2)])
    }

    @Test("is refused of another issuer, by another key, of another kind, over its time, and cut")
    func refusals() throws {
        let list = RevocationList()
        list.add(.session(UUIDv7(at: start)), expiresAt: start + 900)
        func signed(_ key: PreparedSigningKey) throws -> String {
            try RevocationSnapshot.sign(list.content, issuer: Self.issuer, completeAt: start, by: key)
        }
        let text = try signed(signer)
        #expect(try read(text).entries.count == 1)
        #expect(throws: JWTError.self) { try read(text, issuer: "https://other.example") }
        #expect(throws: JWTError.self) { try read(text, at: start + 3_661) }
        let other = try PreparedSigningKey(JWK.generate(.es256))
        #expect(throws: JWTError.self) { try read(try signed(other)) }
        let issuer = try TokenIssuer(key: key, issuer: Self.issuer, audience: ["a"])
        let access = try issuer.issue(TokenGrant(subject: "ada"), at: start).token
        #expect {
            try read(access)
        } throws: {
            ($0 as? JWTError)?.code == "type_mismatch"
        }
        for claims in [
            #"{"iss":"https://i.example","iat":1790000000,"exp":1790000900,"seq":1,"sessions":"AAAA","tokens":"","accounts":""}"#,
            #"{"iss":"https://i.example","iat":1790000000,"exp":1790000900,"seq":1,"sessions":"","tokens":""}"#,
            #"{"iss":"https://i.example","iat":1790000000,"exp":1790000900,"seq":1,"sessions":"","tokens":"","accounts":"","named":[{"exp":1790000900}]}"#,
        ] {
            let kind = TokenKind.custom(RevocationSnapshot.type)
            let odd = try signer.sign(payloadJSON: Array(claims.utf8), kind: kind)
            #expect {
                try read(odd)
            } throws: {
                ($0 as? JWTError)?.code == "claim_invalid"
            }
        }
    }

    @Test("100,000 revocations take less than 4 MB, and come back whole")
    func size() throws {
        let list = RevocationList()
        list.follow(
            (1...100_000).map { number in
                Revocation(
                    sequence: Int64(number),
                    target: .session(UUIDv7(at: start)),
                    expiresAt: start + 900
                )
            }
        )
        let text = try RevocationSnapshot.sign(
            list.content,
            issuer: Self.issuer,
            completeAt: start,
            by: signer
        )
        #expect(text.utf8.count < 4_000_000)
        #expect(try read(text).entries.count == 100_000)
    }

    @Test("a list tells what is new after a place, as long as it knows all of it")
    func journal() {
        let list = RevocationList(freshness: nil, journalLimit: 4)
        func follow(_ numbers: ClosedRange<Int64>) {
            list.follow(
                numbers.map {
                    Revocation(sequence: $0, target: .session(UUIDv7(at: start)), expiresAt: start)
                }
            )
        }
        func news(_ sequence: Int64) -> [Int64]? { list.entries(after: sequence)?.entries.map(\.sequence) }
        #expect(news(0) == [])
        let empty = RevocationList(freshness: nil, journalLimit: 4)
        empty.follow([])
        empty.follow([Revocation(sequence: 1, target: .namedSession("web"), expiresAt: start)])
        #expect(empty.entries(after: 0)?.entries.count == 1)
        follow(1...100)
        // Where it began is all that it knows of what came before.
        #expect(news(99) == nil)
        #expect(news(100) == [])
        for number in 101...104 { follow(Int64(number)...Int64(number)) }
        #expect(news(100) == [101, 102, 103, 104])
        #expect(news(103) == [104])
        #expect(news(200) == [])
        #expect(list.entries(after: 200)?.sequence == 104)
        follow(105...108)
        follow(109...109)
        #expect(news(100) == nil)
        #expect(news(105) == [106, 107, 108, 109])
    }
}
