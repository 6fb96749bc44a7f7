import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeySQL

@Suite("Packs of revocations")
struct RevocationPackTests {
    private static let id = UUIDv7(high: 0x0199_0000_0000_7001, low: 0x8000_0000_0000_0002)
    private static let end = Date(timeIntervalSince1970: 1_790_000_000.125)
    private static let targets: [Revocation.Target] = [
        .session(id), .token(id), .account(id, epochBelow: .max), .namedSession("web-17"),
        .namedToken(""), .namedAccount("e\u{301}", epochBelow: -1), .namedAccount("\u{e9}", epochBelow: 0),
        .signIns(of: "ada\u{0}", before: end - 60),
    ]

    private static func revocations(_ targets: [Revocation.Target], sequence: Int64 = 9) -> [Revocation] {
        targets.map { Revocation(sequence: sequence, target: $0, expiresAt: end) }
    }

    @Test("hold every kind, each with the number of the pack [A9]")
    func everyKind() {
        let octets = RevocationPack.octets(of: Self.revocations(Self.targets, sequence: 3))
        #expect(RevocationPack.revocations(in: octets, sequence: 9) == Self.revocations(Self.targets))
        #expect(RevocationPack.revocations(in: [], sequence: 9) == [])
    }

    @Test("keep the form that databases have: kind, end, identifier, number, name")
    func form() {
        let target = Revocation.Target.namedAccount("é", epochBelow: 258)
        let octets = RevocationPack.octets(of: Self.revocations([.session(Self.id), target]))
        let end: [UInt8] = [0, 0, 1, 0xA0, 0xC4, 0x50, 0x6C, 0x7D]
        let id: [UInt8] = [1, 0x99, 0, 0, 0, 0, 0x70, 1, 0x80, 0, 0, 0, 0, 0, 0, 2]
        let rest: [UInt8] = [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 2, 0xC3, 0xA9]
        #expect(octets == [1] + end + id + [5] + end + [UInt8](repeating: 0, count: 16) + rest)
    }

    @Test("that end too early, in the middle of a revocation, are damaged", arguments: targets)
    func truncated(target: Revocation.Target) {
        let octets = RevocationPack.octets(of: Self.revocations([target]))
        for count in 1..<octets.count {
            #expect(RevocationPack.revocations(in: Array(octets[..<count]), sequence: 9) == nil, "\(count)")
        }
    }

    @Test("with an unknown kind, or a name that is no text, are damaged")
    func damaged() {
        let session = RevocationPack.octets(of: Self.revocations([.session(Self.id)]))
        for kind: UInt8 in [0, 8, 255] {
            #expect(RevocationPack.revocations(in: [kind] + session.dropFirst(), sequence: 9) == nil)
        }
        let named = RevocationPack.octets(of: Self.revocations([.namedToken("t")]))
        #expect(RevocationPack.revocations(in: named.dropLast() + [0xFF], sequence: 9) == nil)
    }
}
