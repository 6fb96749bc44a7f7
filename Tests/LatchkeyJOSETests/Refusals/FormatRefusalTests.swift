import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The compact format, the header and its JSON: every token here carries a right code over the text as it stands.
@Suite("Refusals: format")
struct FormatRefusalTests {
    static let header = Base64URL.encode(Refusal.header.utf8)
    static let payload = Base64URL.encode(Forge.claims.utf8)
    static let good = Refusal.token()
    static let signature = String(good.split(separator: ".")[2])

    static let segments: [Refused] = [
        Refused("F1", "nothing", "", "malformed"),
        Refused("F1", "no dot", header, "malformed"),
        Refused("F1", "one dot", header + "." + payload, "malformed"),
        Refused("F1", "two dots and nothing", "..", "malformed"),
        Refused("F1", "three dots", good + ".", "malformed"),
        Refused("F1", "a leading dot", "." + good, "malformed"),
        Refused("F1", "a double dot", good.replacing(".", with: ".."), "malformed"),
        Refused("F1", "four dots, as JWE has", good + ".AA.AA", "malformed"),
        Refused("F17", "a detached payload", header + ".." + signature, "signature_invalid"),
        Refused("F17", "an empty payload, well signed", Refusal.signed(header, ""), "malformed"),
        Refused(
            "F4",
            "one character too many in the header",
            Refusal.signed(header + "A", payload),
            "malformed"
        ),
        Refused("F4", "a payload of 1 mod 4", Refusal.signed(header, "eyJhb"), "malformed"),
        Refused("F4", "a signature of 1 mod 4", good + "AA", "malformed"),
        Refused("F5", "unused bits in the payload", Refusal.signed(header, "AB"), "malformed"),
        Refused(
            "F5",
            "unused bits in the signature",
            String(good.dropLast()) + nextCharacter(good),
            "malformed"
        ),
    ]

    static func nextCharacter(_ token: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let index = token.last.flatMap { alphabet.firstIndex(of: $0) } ?? 0
        return String(alphabet[index ^ 1])
    }

    @Test("wrong numbers and lengths of segments", arguments: segments)
    func wrongSegments(_ refused: Refused) throws {
        let reason = try Refusal.reason(for: refused.token, by: Refusal.verifier())
        #expect(reason?.code == refused.code)
    }

    @Test("the good token, of which the others differ in one thing, is accepted")
    func goodToken() throws {
        #expect(try Refusal.reason(for: Self.good, by: Refusal.verifier()) == nil)
    }

    @Test(
        "F2: a foreign octet at any place, though the code over the text is right",
        arguments: [
            " ", "\r", "\n", "\t", "\0", "=", "+", "/", "{", "\"", "\u{FEFF}", "é", "\u{212A}", "~", ",",
        ]
    )
    func foreignOctets(_ octet: String) throws {
        let verifier = try Refusal.verifier()
        for place in [0, 5, Self.header.count] {
            var header = Self.header
            header.insert(contentsOf: octet, at: header.index(header.startIndex, offsetBy: place))
            let token = Refusal.signed(header, Self.payload)
            #expect(Refusal.reason(for: token, by: verifier)?.code == "malformed")
            let payload = Refusal.signed(Self.header, octet + Self.payload)
            #expect(Refusal.reason(for: payload, by: verifier)?.code == "malformed")
        }
        for token in [octet + Self.good, Self.good + octet] {
            #expect(Refusal.reason(for: token, by: verifier) != nil)
        }
    }

    @Test(
        "F3: JSON serialisations and polyglots",
        arguments: [
            #"{"payload":"\#(payload)","protected":"\#(header)","signature":"\#(signature)"}"#,
            #"{"payload":"\#(payload)","signatures":[{"protected":"\#(header)","signature":"\#(signature)"}]}"#,
            #"{"a.b.c":"","payload":"\#(payload)","protected":"\#(header)","signature":"\#(signature)"}"#,
            #"{"protected":"\#(header)","payload":"\#(payload)","signature":"\#(signature)","x":"\#(good)"}"#,
            #"["\#(good)"]"#, #""\#(good)""#,
        ]
    )
    func jsonSerialisations(_ text: String) throws {
        #expect(try Refusal.reason(for: text, by: Refusal.verifier())?.code == "malformed")
    }

    @Test("F6: the code is over the text, not over what it means")
    func signatureOverText() throws {
        // The same header, written with a space.
        let other = Base64URL.encode(#"{"alg": "HS256"}"#.utf8)
        let token = other + "." + Self.payload + "." + Self.signature
        #expect(try Refusal.reason(for: token, by: Refusal.verifier()) == .signatureInvalid)
    }

    static let texts: [Refused] = [
        "NaN": #"{"alg":"HS256","x":NaN}"#, "Infinity": #"{"alg":"HS256","x":-Infinity}"#,
        "a trailing comma": #"{"alg":"HS256",}"#, "a comment": #"{"alg":"HS256"/**/}"#,
        "single quotes": "{'alg':'HS256'}", "trailing octets": #"{"alg":"HS256"}x"#,
        "a trailing NUL": "{\"alg\":\"HS256\"}\0", "two objects": #"{"alg":"HS256"}{"alg":"HS256"}"#,
        "an array": #"["alg","HS256"]"#, "a string": #""HS256""#, "nothing": "", "white space": "  ",
        "a number": "1", "null": "null", "an open object": #"{"alg":"HS256""#,
        "no quotation marks": "{alg:HS256}",
        "a line feed in a string": "{\"alg\":\"HS256\",\"x\":\"\n\"}",
        "a leading zero": #"{"alg":"HS256","x":01}"#,
        "a bad escape": #"{"alg":"HS256","x":"\x41"}"#, "hexadecimal": #"{"alg":"HS256","x":0x1}"#,
        "a plus sign": #"{"alg":"HS256","x":+1}"#, "a vertical tab": "{\u{b}\"alg\":\"HS256\"}",
        "a non-breaking space": "{\u{a0}\"alg\":\"HS256\"}",
    ].sorted { $0.key < $1.key }.flatMap { what, text in
        [
            Refused("F7", "\(what) in the header", Refusal.token(header: text), "malformed"),
            Refused("C1", "\(what) in the claims", Refusal.token(claims: text), "malformed"),
        ]
    }

    @Test("header or claims that are no strict JSON object", arguments: texts)
    func notJSON(_ refused: Refused) throws {
        #expect(try Refusal.reason(for: refused.token, by: Refusal.verifier())?.code == refused.code)
    }

    static let encodings: [(row: String, what: String, wrap: @Sendable (String) -> [UInt8])] = [
        ("F8", "UTF-16, big-endian", { $0.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] } }),
        ("F8", "UTF-16, little-endian", { $0.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] } }),
        ("F8", "UTF-32", { $0.utf8.flatMap { [0, 0, 0, $0] } }),
        (
            "F8", "a lone continuation",
            { Array($0.replacing("}", with: ",\"x\":\"").utf8) + [0x80, 0x22, 0x7d] }
        ),
        (
            "F8", "an overlong slash",
            { Array($0.replacing("}", with: ",\"x\":\"").utf8) + [0xc0, 0xaf, 0x22, 0x7d] }
        ),
        (
            "F8", "an encoded surrogate",
            { Array($0.replacing("}", with: ",\"x\":\"").utf8) + [0xed, 0xa0, 0x80, 0x22, 0x7d] }
        ),
        ("F8", "a lone surrogate, escaped", { Array($0.replacing("}", with: #","x":"\ud800"}"#).utf8) }),
        ("F9", "a byte order mark", { [0xef, 0xbb, 0xbf] + Array($0.utf8) }),
    ]

    @Test("header or claims that are not UTF-8", arguments: encodings.indices)
    func otherEncodings(_ index: Int) throws {
        let wrap = Self.encodings[index].wrap
        let verifier = try Refusal.verifier()
        let header = Refusal.token(wrap(Refusal.header))
        let claims = Refusal.token(Array(Refusal.header.utf8), wrap(Forge.claims))
        #expect(Refusal.reason(for: header, by: verifier)?.code == "malformed")
        #expect(Refusal.reason(for: claims, by: verifier)?.code == "malformed")
    }

    static let headers: [Refused] = [
        ("F10", #"{"alg":"HS256","alg":"HS256"}"#, "malformed"),
        ("F10", #"{"alg":"HS256","\u0061lg":"none"}"#, "malformed"),
        ("F10", #"{"alg":"HS256","x":1,"x":1}"#, "malformed"),
        ("F10", #"{"alg":"HS256","x":{"y":1,"y":2}}"#, "malformed"),
        ("F14", #"{"alg":"HS256","crit":["exp"],"exp":1700000900}"#, "critical_header_unsupported"),
        ("F14", #"{"alg":"HS256","crit":["x"],"x":1}"#, "critical_header_unsupported"),
        ("F15", #"{"alg":"HS256","crit":[]}"#, "header_invalid"),
        ("F15", #"{"alg":"HS256","crit":{}}"#, "header_invalid"),
        ("F15", #"{"alg":"HS256","crit":null}"#, "header_invalid"),
        ("F15", #"{"alg":"HS256","crit":"alg"}"#, "header_invalid"),
        ("F15", #"{"alg":"HS256","crit":[1]}"#, "header_invalid"),
        ("F15", #"{"alg":"HS256","crit":["x","x"],"x":1}"#, "critical_header_unsupported"),
        ("F15", #"{"alg":"HS256","crit":["alg"]}"#, "critical_header_unsupported"),
        ("F15", #"{"alg":"HS256","crit":["absent"]}"#, "critical_header_unsupported"),
        ("F16", #"{"alg":"HS256","b64":false}"#, "critical_header_unsupported"),
        ("F16", #"{"alg":"HS256","b64":false,"crit":["b64"]}"#, "critical_header_unsupported"),
        ("F16", #"{"alg":"HS256","b64":0}"#, "critical_header_unsupported"),
        ("F16", #"{"alg":"HS256","b64":null}"#, "critical_header_unsupported"),
        ("F18", #"{"alg":"HS256","typ":1}"#, "header_invalid"),
        ("F18", #"{"alg":"HS256","kid":7}"#, "header_invalid"),
        ("A3", #"{}"#, "header_invalid"), ("A3", #"{"alg":null}"#, "header_invalid"),
        ("A3", #"{"alg":["HS256"]}"#, "header_invalid"), ("A3", #"{"alg":256}"#, "header_invalid"),
        ("A3", #"{"ALG":"HS256"}"#, "header_invalid"),
    ].map { Refused($0.0, $0.1, Refusal.token(header: $0.1), $0.2) }

    @Test("headers that demand, repeat or lack", arguments: headers)
    func badHeaders(_ refused: Refused) throws {
        #expect(try Refusal.reason(for: refused.token, by: Refusal.verifier())?.code == refused.code)
    }

    @Test("F16: an unencoded payload that a JWS verifier would take")
    func unencodedPayload() throws {
        let signer = try JWSSigner(key: Fixed.hmac(), payloadEncoding: .unencoded)
        let token = try signer.sign(Array(Self.payload.utf8))
        #expect(
            try Refusal.reason(for: token, by: Refusal.verifier()) == .criticalHeaderUnsupported(name: "b64")
        )
    }

    @Test(
        "what the same rows say is accepted: F11, F12, F13",
        arguments: [
            #"{"\u0061lg":"\u0048S256"}"#, #"{"alg":"HS256","é":1,"\#u{65}\#u{301}":2}"#,
            "{\"alg\":\"HS256\",\"K\":1,\"\u{212A}\":2}",
            #"{"alg":"HS256","unknown":{"a":[1,null]},"zip":"DEF"}"#,
            "\t{ \"alg\" :\r\n\"HS256\" } ",
        ]
    )
    func accepted(_ header: String) throws {
        #expect(try Refusal.reason(for: Refusal.token(header: header), by: Refusal.verifier()) == nil)
    }

    @Test("F18: another type, and the same one by another name")
    func types() throws {
        let verifier = try Refusal.verifier(type: "at+jwt")
        for (type, isGood) in [
            ("at+jwt", true), ("application/at+jwt", true), ("AT+JWT", true), ("Application/At+Jwt", true),
            ("JWT", false), ("at+jwt ", false), ("text/at+jwt", false), ("at+jw", false),
            ("at+jwt;x=1", false),
            ("application/application/at+jwt", false), ("at+\u{212A}wt", false), ("", false),
        ] {
            let token = Refusal.token(header: #"{"alg":"HS256","typ":"\#(type)"}"#)
            #expect((Refusal.reason(for: token, by: verifier) == nil) == isGood, "\(type)")
        }
    }
}
