import Testing

@testable import LatchkeyJOSE

@Suite("Base64URL")
struct Base64URLTests {
    @Test(
        "encodes the vectors of RFC 4648 §10 without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(_ text: String, _ encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test("encodes the octets of RFC 7515 appendix C")
    func appendixC() {
        #expect(Base64URL.encode([3, 236, 255, 224, 193]) == "A-z_4ME")
        #expect(Base64URL.decode("A-z_4ME") == [3, 236, 255, 224, 193])
    }

    @Test("decoding undoes encoding, whatever the length and the octets")
    func roundTrip() {
        var generator = FixedGenerator(seed: 1)
        for length in 0...200 {
            let octets = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64URL.encode(octets)
            #expect(text.utf8.count == Base64URL.encodedCount(length))
            #expect(Base64URL.decode(text) == octets)
        }
    }

    @Test("every character of the alphabet means its sextet at every place")
    func alphabet() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for shift in 0..<64 {
            let text = (0..<64).map { alphabet[($0 + shift) % 64] }
            let octets = Base64URL.decode(text)
            #expect(octets.map { Base64URL.encode($0) } == String(decoding: text, as: UTF8.self))
        }
    }

    @Test("refuses every octet outside the alphabet at every place")
    func foreignOctets() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for octet in UInt8.min...UInt8.max where !alphabet.contains(octet) {
            for place in 0..<36 {
                var text = [UInt8](repeating: UInt8(ascii: "A"), count: 36)
                text[place] = octet
                #expect(Base64URL.decode(text) == nil, "octet \(octet) at \(place)")
            }
        }
    }

    @Test("refuses a length of 1 modulo 4", arguments: [1, 5, 17, 33, 101])
    func impossibleLength(_ length: Int) {
        #expect(Base64URL.decode(String(repeating: "A", count: length)) == nil)
    }

    @Test("refuses a last character with unused bits, so that octets have one text only")
    func unusedBits() {
        let octets = [UInt8](0..<32)
        let canonical = Base64URL.encode(octets)
        let twins = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".map {
            canonical.dropLast() + [$0]
        }
        #expect(twins.compactMap { Base64URL.decode(String($0)) }.count { $0 == octets } == 1)
        #expect(Base64URL.decode("AB") == nil)
        #expect(Base64URL.decode("AAB") == nil)
    }

    @Test(
        "refuses padding, line breaks and the other alphabet",
        arguments: ["Zg==", "Zm8=", "Zm9v\n", "Zm 9v", "+/+/"]
    )
    func foreignForms(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
