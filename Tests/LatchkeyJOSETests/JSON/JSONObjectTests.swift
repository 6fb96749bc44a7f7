import Testing

@testable import LatchkeyJOSE

@Suite("JSONObject")
struct JSONObjectTests {
    @Test("reads members of every kind")
    func kinds() throws {
        let object = try JSONObject(
            json:
                #" { "n" : null, "t":true,"f":false, "i": -12, "d":1.5e3, "s":"é\n", "a":[1, "x" ,[]], "o":{"k":{}} } "#
        )
        #expect(object.count == 8)
        #expect(object.names == ["n", "t", "f", "i", "d", "s", "a", "o"])
        #expect(object["n"] == .null)
        #expect(object["t"] == true)
        #expect(object["f"] == false)
        #expect(object["i"] == -12)
        #expect(object["d"] == 1500.0)
        #expect(object["s"] == "é\n")
        #expect(object["a"] == [1, "x", []])
        #expect(object["o"] == ["k": [:]])
        #expect(object["x"] == nil)
    }

    @Test("typed readers tell absent from wrong")
    func typedReaders() throws {
        let object = try JSONObject(
            json: #"{"s":"x","i":7,"d":0.5,"b":true,"a":["p","q"],"o":{"k":1},"z":null,"m":["p",1]}"#
        )
        #expect(try object.string("s") == "x")
        #expect(try object.string("absent") == nil)
        #expect(try object.integer("i") == 7)
        #expect(try object.number("d") == 0.5)
        #expect(try object.number("i") == 7)
        #expect(try object.bool("b") == true)
        #expect(try object.strings("a") == ["p", "q"])
        #expect(try object.object("o")?.integer("k") == 1)
        #expect(object.contains("z"))
        #expect(throws: JWTError.claimInvalid(name: "z", expected: "a string")) { try object.string("z") }
        #expect(throws: JWTError.claimInvalid(name: "d", expected: "a whole number")) {
            try object.integer("d")
        }
        #expect(throws: JWTError.claimInvalid(name: "s", expected: "a number")) { try object.number("s") }
        #expect(throws: JWTError.claimInvalid(name: "i", expected: "true or false")) { try object.bool("i") }
        #expect(throws: JWTError.claimInvalid(name: "m", expected: "an array of strings")) {
            try object.strings("m")
        }
        #expect(throws: JWTError.claimInvalid(name: "a", expected: "an object")) { try object.object("a") }
    }

    @Test("escapes in names and values equal the characters they stand for")
    func escapes() throws {
        let object = try JSONObject(
            json: #"{"\u0061lg":"\u0048S256","\ud83d\ude00":"\"\\\/\b\f\n\r\t","longer\u0020name":1}"#
        )
        #expect(try object.string("alg") == "HS256")
        #expect(object["😀"] == "\"\\/\u{8}\u{c}\n\r\t")
        #expect(try object.integer("longer name") == 1)
    }

    @Test("names that differ by octets are different names")
    func distinctNames() throws {
        let object = try JSONObject(json: "{\"é\":1,\"e\u{301}\":2,\"K\":3,\"\u{212a}\":4}")
        #expect(object.count == 4)
        #expect(object["é"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(object["K"] == 3)
        #expect(object["\u{212a}"] == 4)
    }

    @Test("equality is by octets, and blind to the order of members")
    func equality() throws {
        #expect(try JSONObject(json: #"{"a":1,"b":[2]}"#) == JSONObject(json: #"{ "b" : [2], "a" : 1 }"#))
        #expect(try JSONObject(json: "{\"a\":\"é\"}") != JSONObject(json: "{\"a\":\"e\u{301}\"}"))
        #expect(try JSONObject(json: #"{"a":1}"#) != JSONObject(json: #"{"a":1.0}"#))
    }

    @Test("what members make up reads as those members, and duplicate or infinite ones are refused")
    func fromMembers() throws {
        let members: [(name: String, value: JSONValue)] = [
            ("z", 1), ("a", ["x", nil, 1.5]), ("\"\u{1}", "\u{1f}\\"),
        ]
        let object = try JSONObject(members: members)
        #expect(object.json() == "{\"z\":1,\"a\":[\"x\",null,1.5],\"\\\"\\u0001\":\"\\u001f\\\\\"}")
        #expect(object.members.map(\.name) == members.map(\.name))
        #expect(object["\"\u{1}"] == "\u{1f}\\")
        #expect { try JSONObject(members: [("a", 1), ("a", 2)]) } throws: {
            ($0 as? JSONError)?.fault == .duplicateMember
        }
        for number in [Double.nan, .infinity, -.infinity] {
            #expect(throws: JSONError(fault: .numberOutOfRange, offset: 0)) {
                try JSONObject(members: [("a", .array([.double(number)]))])
            }
        }
    }

    @Test("a literal keeps the last value of a repeated name")
    func literals() {
        let object: JSONObject = ["a": 1, "b": true, "a": "last"]
        #expect(object.json() == #"{"a":"last","b":true}"#)
        #expect(JSONValue.double(.nan).json() == "null")
    }

    @Test("random objects survive being written and read")
    func roundTrip() throws {
        var generator = FixedGenerator(seed: 2)
        for _ in 0..<300 {
            let value = JSONValue.random(depth: 4, using: &generator)
            let object = try JSONObject(members: [("v", value)])
            #expect(object["v"] == value)
            #expect(try JSONObject(json: object.json()) == object)
        }
    }
}

extension JSONValue {
    fileprivate static func random(depth: Int, using generator: inout FixedGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .integer(.random(in: .min ... .max, using: &generator))
        case 3: .double(.random(in: -1e9...1e9, using: &generator) + 0.5)
        case 4: .string(randomString(using: &generator))
        case 5: .array((0..<3).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            .object(
                JSONObject(
                    lastOf: (0..<4).map { _ in
                        (randomString(using: &generator), random(depth: depth - 1, using: &generator))
                    }
                )
            )
        }
    }

    private static func randomString(using generator: inout FixedGenerator) -> String {
        let characters: [Character] = [
            "a", "Z", "\"", "\\", "\n", "\u{0}", "é", "€", "😀", "e\u{301}", "/", "\u{7f}", "\u{2028}",
        ]
        return String(
            (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
                characters[Int.random(in: 0..<characters.count, using: &generator)]
            }
        )
    }
}
