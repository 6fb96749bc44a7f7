import Testing

@testable import LatchkeyJOSE

@Suite("JSONScanner")
struct JSONScannerTests {
    /// The fault found in a text, `nil` where there is none.
    private static func fault(_ octets: [UInt8], limits: JSONLimits = .default) -> JSONError.Fault? {
        do throws(JSONError) {
            _ = try JSONObject(json: octets, limits: limits)
            return nil
        } catch {
            return error.fault
        }
    }

    private static func fault(_ text: String, limits: JSONLimits = .default) -> JSONError.Fault? {
        fault(Array(text.utf8), limits: limits)
    }

    @Test(
        "takes what RFC 8259 calls an object",
        arguments: [
            "{}", " \t\r\n{ \t\r\n} \t\r\n", #"{"":0}"#, #"{"a":-0}"#, #"{"a":0.0e+00}"#, #"{"a":1E5}"#,
            #"{"a":[[],{}]}"#,
            #"{"a":"\u0000\u001F\uFFFF"}"#, "{\"a\":\"\u{7f}\u{10ffff}\"}", #"{"a":9223372036854775807}"#,
            #"{"a":-9223372036854775808}"#, #"{"a":9223372036854775808}"#, #"{"a":1e308}"#, #"{"a":1e-400}"#,
        ]
    )
    func valid(_ text: String) {
        #expect(Self.fault(text) == nil)
    }

    @Test(
        "refuses what is not one valid JSON object",
        arguments: [
            "", " ", "{", "}", "{}x", "{} {}", "{},", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#,
            #"{"a":1 "b":2}"#,
            #"{"a":1,,"b":2}"#, "{a:1}", "{'a':1}", #"{"a":'x'}"#, #"{"a":NaN}"#, #"{"a":Infinity}"#,
            #"{"a":-Infinity}"#,
            #"{"a":01}"#, #"{"a":-01}"#, #"{"a":+1}"#, #"{"a":.5}"#, #"{"a":1.}"#, #"{"a":1e}"#,
            #"{"a":1e+}"#, #"{"a":-}"#,
            #"{"a":0x10}"#, #"{"a":1_0}"#, #"{"a":tru}"#, #"{"a":True}"#, #"{"a":nul}"#, #"{"a":truee}"#,
            #"{"a":"x}"#,
            #"{"a":"\x"}"#, #"{"a":"\u12"}"#, #"{"a":"\u12G4"}"#, #"{"a":"\"#, #"{"a":"\"}"#,
            "{\"a\":\"\n\"}", "{\"a\":\"\t\"}",
            "{\"a\":\"\u{0}\"}", #"{"a":[1,]}"#, #"{"a":[,1]}"#, #"{"a":[1 2]}"#, #"{"a":[}"#, #"{"a":[1}"#,
            #"{"a":{]}"#,
            "{/**/}", "{}//", "{} #", "{\"a\":1\u{a0}}", "{\u{c}}", #"{1:2}"#, #"{null:2}"#,
            #"{"a":undefined}"#, "{\"a\":\u{0}1}",
        ]
    )
    func syntax(_ text: String) {
        #expect(Self.fault(text) == .syntax)
    }

    @Test("refuses a value that is no object", arguments: ["[]", "[{}]", "1", "\"{}\"", "null", "true"])
    func notAnObject(_ text: String) {
        #expect(Self.fault(text) == .notAnObject)
    }

    @Test("refuses a byte order mark, and UTF-16 and UTF-32")
    func otherEncodings() {
        #expect(Self.fault([0xef, 0xbb, 0xbf] + Array("{}".utf8)) == .syntax)
        for encoding in [
            [0x7b, 0, 0x7d, 0], [0, 0x7b, 0, 0x7d], [0xff, 0xfe, 0x7b, 0, 0x7d, 0],
            [0x7b, 0, 0, 0, 0x7d, 0, 0, 0],
        ] {
            #expect(Self.fault(encoding.map(UInt8.init)) == .syntax)
        }
    }

    @Test(
        "refuses octets that are not UTF-8, instead of repairing them",
        arguments: [
            [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xc3, 0x28], [0xe0, 0x80, 0x80],
            [0xe0, 0x9f, 0xbf],
            [0xe2, 0x82], [0xe2, 0x28, 0xa1], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf],
            [0xf0, 0x80, 0x80, 0x80],
            [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x9f, 0x98], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80],
            [0xfe], [0xff],
        ] as [[UInt8]]
    )
    func invalidUTF8(_ sequence: [UInt8]) {
        let before = Array(#"{"a":""#.utf8)
        #expect(Self.fault(before + sequence + Array(#""}"#.utf8)) == .encoding)
        #expect(
            Self.fault(before + Array("12345678".utf8) + sequence + Array(#"1234567890"}"#.utf8)) == .encoding
        )
        #expect(Self.fault(Array("{\"".utf8) + sequence + Array(#"":1}"#.utf8)) == .encoding)
    }

    @Test(
        "refuses escapes that name half a surrogate pair",
        arguments: [
            #"{"a":"\ud800"}"#, #"{"a":"\udc00"}"#, #"{"a":"\ud800\ud800"}"#, #"{"a":"\ud800x"}"#,
            #"{"a":"\ud83d\u0041"}"#,
            #"{"\udfff":1}"#, #"{"a":"\ud83d\ude0"}"#,
        ]
    )
    func loneSurrogates(_ text: String) {
        #expect(Self.fault(text) == .encoding)
    }

    @Test(
        "refuses duplicate names at every level, also when one is written with escapes",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"alg":"x","\u0061lg":"y"}"#,
            #"{"\u0061lg":1,"al\u0067":2}"#,
            #"{"x":{"a":1,"a":2}}"#, #"{"x":[{"a":1,"a":2}]}"#, #"{"":1,"":2}"#,
            #"{"longer name":1,"longer\u0020name":2}"#,
            #"{"long1":1,"long2":2,"long1":3}"#,
        ]
    )
    func duplicates(_ text: String) {
        #expect(Self.fault(text) == .duplicateMember)
    }

    @Test("finds one duplicate among thousands, in the time of a sort")
    func manyMembers() {
        let members = (0..<20_000).map { "\"m\($0)\":\($0)" }
        #expect(Self.fault("{" + members.joined(separator: ",") + "}") == nil)
        #expect(
            Self.fault("{" + (members + [#""m1\u0032345":0"#]).joined(separator: ",") + "}")
                == .duplicateMember
        )
    }

    @Test("the same name in different objects is no duplicate")
    func sameNameElsewhere() {
        #expect(Self.fault(#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#) == nil)
    }

    @Test("stops at its depth, whatever the text goes on with")
    func depth() {
        func nested(_ depth: Int) -> String {
            #"{"a":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
                + "}"
        }
        #expect(Self.fault(nested(32)) == nil)
        #expect(Self.fault(nested(33)) == .tooDeep)
        #expect(Self.fault(String(repeating: #"{"a":"#, count: 100_000)) == .tooDeep)
        #expect(Self.fault(#"{"a":"# + String(repeating: "[", count: 100_000)) == .tooDeep)
    }

    @Test("refuses numbers that are too long or that no double holds")
    func numbers() {
        #expect(Self.fault(#"{"a":1e400}"#) == .numberOutOfRange)
        #expect(Self.fault(#"{"a":-1e400}"#) == .numberOutOfRange)
        #expect(Self.fault(#"{"a":1e99999999999999999999}"#) == .numberOutOfRange)
        #expect(Self.fault(#"{"a":\#(String(repeating: "9", count: 256))}"#) == nil)
        #expect(Self.fault(#"{"a":\#(String(repeating: "9", count: 257))}"#) == .numberOutOfRange)
        #expect(Self.fault(#"{"a":\#(String(repeating: "9", count: 20_000))}"#) == .numberOutOfRange)
        #expect(Self.fault(#"{"a":0.\#(String(repeating: "0", count: 20_000))}"#) == .numberOutOfRange)
    }

    @Test("refuses a text over its size")
    func size() {
        #expect(Self.fault("{}   ", limits: JSONLimits(size: 5)) == nil)
        #expect(Self.fault("{}    ", limits: JSONLimits(size: 5)) == .tooLarge)
    }

    private static let names = [
        #""""#, #""a""#, #""abcd""#, #""abcdefghij""#, #""é""#, #""\u0061""#, "a", #""a"#, "1", "",
    ]

    @Test(
        "reads a member without white space as one with",
        arguments: [
            "", "1", "0", "01", "-1", "1.", "1.5", "1e5", "1E", "1x", "12345678", "123456789", "9:",
            "99999999999999999",
            "123456789012345678", "1234567890123456789", "9223372036854775807", "9223372036854775808",
            "99999999999999999999", #""""#, #"""#, #""a"#, #""a"b"#, #""abcdefgh""#, #""abcdefghi"#, #""\n""#,
            #""\x""#,
            #""é""#, "\"\u{7f}\"", "\"\n\"", "true", "nul", "null", "{}", "[]", #"{"a":1}"#, "[1,]", ",", "}",
            "-", "+1",
        ]
    )
    func plainMember(_ value: String) throws {
        for limits in [JSONLimits.default, JSONLimits(numberLength: 8)] {
            for name in Self.names {
                let plain = Result { () throws(JSONError) in
                    try JSONObject(json: "{\(name):\(value)}", limits: limits)
                }
                let spaced = Result { () throws(JSONError) in
                    try JSONObject(json: "{\(name) :\(value)}", limits: limits)
                }
                switch (plain, spaced) {
                case (.success(let plain), .success(let spaced)):
                    #expect(plain.names == spaced.names)
                    #expect(plain.members.map(\.value) == spaced.members.map(\.value))
                case (.failure(let plain), .failure(let spaced)):
                    // One further on, unless it is the name.
                    #expect(plain.fault == spaced.fault)
                    #expect([0, 1].contains(spaced.offset - plain.offset))
                default: Issue.record("\(name):\(value) is told in two ways")
                }
            }
        }
    }

    @Test("no prefix and no single changed octet of a text stops the process, and most are refused")
    func mutations() {
        let text = Array(
            #"{"iss":"é\u00e9\ud83d\ude00","aud":["a",1.5e3],"o":{"n":null,"t":[true,false,-12]}}"#.utf8
        )
        for end in text.indices {
            #expect(Self.fault(Array(text[..<end])) != nil)
        }
        for place in text.indices {
            for octet in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = octet
                if let object = try? JSONObject(json: changed) {
                    #expect(object.members.count == object.count)
                }
            }
        }
    }

    @Test("says what is wrong and where, without the text")
    func description() {
        let error = #expect(throws: JSONError.self) { try JSONObject(json: #"{"secret":tru}"#) }
        #expect(error == JSONError(fault: .syntax, offset: 10))
        #expect(error?.description == "the text is not valid JSON (octet 10)")
    }
}
