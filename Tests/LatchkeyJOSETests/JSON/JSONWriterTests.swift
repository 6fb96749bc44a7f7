import Testing

@testable import LatchkeyJOSE

@Suite("JSONWriter")
struct JSONWriterTests {
    @Test("writes members, arrays and nested objects with their commas")
    func structure() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("s", "x")
        writer.member("i", Int64(-5))
        writer.member("d", 0.25)
        writer.member("a", ["p", "q"])
        writer.name("o")
        writer.beginObject()
        writer.endObject()
        writer.name(escaping: "l")
        writer.beginArray()
        writer.write(true)
        writer.writeNull()
        writer.beginArray()
        writer.endArray()
        writer.endArray()
        writer.endObject()
        #expect(writer.text() == #"{"s":"x","i":-5,"d":0.25,"a":["p","q"],"o":{},"l":[true,null,[]]}"#)
    }

    @Test(
        "writes whole numbers as integers and others so that they read back",
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1_700_000_000, "1700000000"), (1_700_000_000.5, "1700000000.5"),
            (1e300, "1e+300"),
            (-2.5e-7, "-2.5e-07"), (999_999_999_999_999, "999999999999999"),
        ] as [(Double, String)]
    )
    func numbers(_ number: Double, _ text: String) throws {
        var writer = JSONWriter()
        writer.write(number)
        #expect(writer.text() == text)
        #expect(try JSONObject(json: "{\"n\":\(text)}").number("n") == number)
    }

    @Test("writes the smallest and the largest integer", arguments: [Int64.min, .max, 0, -1, 10, -100])
    func integers(_ integer: Int64) {
        var writer = JSONWriter()
        writer.write(integer)
        #expect(writer.text() == "\(integer)")
    }

    @Test("writes every control character as an escape that reads back")
    func controlCharacters() throws {
        let string = String(String.UnicodeScalarView((0..<0x80).compactMap(Unicode.Scalar.init)))
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("s", string)
        writer.endObject()
        #expect(try JSONObject(json: writer.octets).string("s") == string)
        #expect(writer.octets.allSatisfy { $0 >= 0x20 })
    }

    @Test("notes a number that is not finite")
    func notFinite() {
        var writer = JSONWriter()
        writer.write(Double.nan)
        #expect(writer.text() == "null")
        #expect(writer.metNonFiniteNumber)
    }
}
