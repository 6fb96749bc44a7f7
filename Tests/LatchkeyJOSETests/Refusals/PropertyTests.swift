import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// What must hold of any input: a seeded generator makes the same thousands in every run.
@Suite("Properties")
struct PropertyTests {
    @Test("base64url: decoding undoes encoding, and of all texts of a length only the encodings are taken")
    func base64urlTexts() {
        var generator = FixedGenerator(seed: 7515)
        for _ in 0..<2000 {
            let octets = (0..<Int.random(in: 0...100, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            #expect(Base64URL.decode(Base64URL.encode(octets)) == octets)
        }
        let alphabet = Array("ABCXYZabcxyz0189-_".utf8)
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0x41
            }
            guard let octets = Base64URL.decode(text) else { continue }
            #expect(Array(Base64URL.encode(octets).utf8) == text)
        }
    }

    @Test("JSON: reading undoes writing, whatever the values")
    func jsonTexts() throws {
        var generator = FixedGenerator(seed: 8259)
        for _ in 0..<500 {
            let members = (0..<Int.random(in: 0...6, using: &generator)).map { index in
                (name: "\(index)" + Self.string(&generator), value: Self.value(&generator, depth: 4))
            }
            let object = try JSONObject(members: members)
            let again = try JSONObject(json: object.json())
            #expect(again == object)
            #expect(again.json() == object.json())
            #expect(again.names == members.map(\.name))
            for member in members { #expect(again[member.name] == member.value) }
        }
    }

    @Test(
        "tokens: what is signed is what is read, with each algorithm",
        arguments: SignatureAlgorithm.allCases
    )
    func tokens(_ algorithm: SignatureAlgorithm) throws {
        var generator = FixedGenerator(seed: 7519)
        let key = try Fixed.key(algorithm)
        let signer = try JWTSigner(key: key, algorithm: algorithm)
        let verifier = JWTVerifier(
            key: key.publicKey ?? key,
            algorithms: [algorithm],
            issuer: .unchecked,
            audience: .unchecked
        )
        for _ in 0..<(algorithm.keyType == .rsa ? 3 : 40) {
            let custom = try JSONObject(members: [
                ("x" + Self.string(&generator), Self.value(&generator, depth: 3))
            ])
            let claims = Claims(
                issuer: Self.string(&generator),
                subject: Self.string(&generator),
                audience: [Self.string(&generator), Self.string(&generator)],
                expiresAt: Fixed.now + 900,
                tokenID: Self.string(&generator),
                custom: custom
            )
            let read = try verifier.verify(signer.sign(claims), as: JSONObject.self, at: Fixed.now)
            #expect(read.issuer?.utf8.elementsEqual(claims.issuer?.utf8 ?? "".utf8) == true)
            #expect(read.claims.audience == claims.audience)
            #expect(read.claims.expiresAt == claims.expiresAt)
            for (name, value) in custom.members { #expect(read.payload[name] == value) }
        }
    }

    @Test(
        "any changed octet of a token is refused, with each algorithm",
        arguments: SignatureAlgorithm.allCases
    )
    func changedOctets(_ algorithm: SignatureAlgorithm) throws {
        var generator = FixedGenerator(seed: 1)
        let key = try Fixed.key(algorithm)
        let token = Array(try JWT.sign(Fixed.claims, with: key, algorithm: algorithm).utf8)
        let verifier = Fixed.verifier(key, algorithms: [algorithm])
        for index in token.indices {
            // Long tokens, which post-quantum signatures make, are costly to check.
            for _ in 0..<(token.count > 1000 ? 1 : 4) {
                var changed = token
                changed[index] ^= UInt8.random(in: 1...0x7f, using: &generator)
                let text = String(decoding: changed, as: UTF8.self)
                #expect(Refusal.reason(for: text, by: verifier) != nil, "octet \(index)")
            }
        }
    }

    @Test(
        "any octet of a signature with a flipped bit is refused, with each algorithm",
        arguments: SignatureAlgorithm.allCases
    )
    func changedSignatures(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        let parts = try JWT.sign(Fixed.claims, with: key, algorithm: algorithm).split(separator: ".")
        let signature = try #require(Base64URL.decode(parts[2]))
        let verifier = Fixed.verifier(key, algorithms: [algorithm])
        let bits = signature.count > 132 ? [0] : Array(0..<8)
        for (index, bit) in signature.indices.flatMap({ index in bits.map { (index, ($0 + index) % 8) } }) {
            var changed = signature
            changed[index] ^= 1 << bit
            let token = "\(parts[0]).\(parts[1]).\(Base64URL.encode(changed))"
            #expect(Refusal.reason(for: token, by: verifier) == .signatureInvalid)
        }
    }

    @Test("octets cut, doubled or swapped make no other token", arguments: SignatureAlgorithm.allCases)
    func editedTokens(_ algorithm: SignatureAlgorithm) throws {
        var generator = FixedGenerator(seed: 2)
        let key = try Fixed.key(algorithm)
        let token = Array(try JWT.sign(Fixed.claims, with: key, algorithm: algorithm).utf8)
        let verifier = Fixed.verifier(key, algorithms: [algorithm])
        for _ in 0..<100 {
            var edited = token
            let (one, other) = (
                token.indices.randomElement(using: &generator) ?? 0,
                Int.random(in: 0..<token.count, using: &generator)
            )
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: edited.remove(at: one)
            case 1: edited.insert(edited[other], at: one)
            case 2: edited.swapAt(one, other)
            default: edited.removeSubrange(min(one, other)..<max(one, other))
            }
            guard edited != token else { continue }
            #expect(Refusal.reason(for: String(decoding: edited, as: UTF8.self), by: verifier) != nil)
        }
    }
}

// MARK: - Random values

extension PropertyTests {
    private static func string(_ generator: inout FixedGenerator) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", "\"", "\\", "/", "\u{0}", "\n", "\u{1f}", "\u{7f}", "é", "\u{301}", "€", "😀",
            "\u{2028}", "\u{feff}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            text.append(scalars.randomElement(using: &generator) ?? "a")
        }
        return String(text)
    }

    private static func value(_ generator: inout FixedGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: .integer(Int64.random(in: -10...10, using: &generator))
        case 4: .double(Double(bitPattern: generator.next()).finite ?? 0.5)
        case 5: .string(string(&generator))
        case 6: .array((0..<3).map { _ in value(&generator, depth: depth - 1) })
        default:
            .object(
                JSONObject(
                    lastOf: (0..<3).map { _ in (string(&generator), value(&generator, depth: depth - 1)) }
                )
            )
        }
    }
}

extension Double {
    /// Fractional, so that it is written as one and read as one.
    fileprivate var finite: Double? {
        isFinite && self != rounded() ? self : nil
    }
}
