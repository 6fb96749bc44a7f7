import Testing

@testable import LatchkeyJOSE

/// What is looked at eight octets at a time must come out as if looked at one by one.
@Suite("JSON, eight octets at a time")
struct JSONWordsTests {
    /// Every octet at every place of eight, the others being `filler`.
    static func words(_ filler: UInt8) -> [(octet: UInt8, place: Int, word: UInt64)] {
        (0..<8).flatMap { place in
            (UInt8.min...UInt8.max).map { octet in
                let rest = UInt64(filler) &* 0x0101_0101_0101_0101 & ~(0xff << UInt64(place * 8))
                return (octet, place, rest | UInt64(octet) << UInt64(place * 8))
            }
        }
    }

    @Test("finds the first character of a string that does not stand for itself")
    func specialCharacters() {
        for filler: UInt8 in [0x20, 0x21, 0x61, 0x7f] {
            for (octet, place, word) in Self.words(filler) {
                let found = JSONScanner.specialCharacters(word).trailingZeroBitCount / 8
                #expect(found == (JSONScanner.isPlain(octet) ? 8 : place))
            }
        }
    }

    @Test("counts the digits a number starts with")
    func leadingDigits() {
        for filler in UInt8(ascii: "0")...UInt8(ascii: "9") {
            for (octet, place, word) in Self.words(filler) {
                let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
                #expect(JSONScanner.leadingDigits(word) == (isDigit ? 8 : place))
            }
        }
    }

    @Test("an octet that is no digit hides none before it")
    func digitsBeforeOthers() {
        for other: UInt8 in [0x00, 0x2f, 0x3a, 0xb0, 0xff] {
            for count in 0...8 {
                let octets = (0..<8).map { $0 < count ? UInt8(ascii: "0") + UInt8($0) : other }
                let word = octets.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                #expect(JSONScanner.leadingDigits(word) == count)
            }
        }
    }

    @Test("reads integers of every length")
    func integers() throws {
        let digits = "9182736450918273645"
        for length in 1...digits.count {
            for sign in ["", "-"] {
                let text = sign + digits.prefix(length)
                let number = try JSONObject(json: #"{"n":\#(text)}"#).integer("n")
                #expect(number == Int64(text))
            }
        }
    }

    @Test("finds a duplicate among names that begin alike, few or many", arguments: [2, 8, 32, 33, 64, 65])
    func duplicatesAmongAlike(_ count: Int) {
        let names = (0..<count).map { "name\($0)" }
        for repeated in [0, count / 2, count - 1] {
            let members = (names + [names[repeated]]).map { "\"\($0)\":1" }
            #expect(throws: JSONError.self) {
                try JSONObject(json: "{\(members.joined(separator: ","))}")
            }
        }
        let all = names.map { "\"\($0)\":1" }.joined(separator: ",")
        #expect((try? JSONObject(json: "{\(all)}"))?.count == count)
    }

    @Test("names that begin or end alike, or hold NUL, are different names")
    func alikeNames() throws {
        let object = try JSONObject(
            json: #"{"":0,"a":1,"a\u0000":2,"a\u0000\u0000\u0000":3,"abcd":4,"abcde":5,"abcdf":6}"#
        )
        #expect(object.members.map(\.value) == (0...6).map { .integer($0) })
        #expect(object["a"] == .integer(1))
        #expect(object["abcdf"] == .integer(6))
    }
}
