import LatchkeyHummingbird
import Testing

@Suite("Fields of a form")
struct FormFieldsTests {
    @Test("are decoded as browsers encode them")
    func decoding() throws {
        let fields = try #require(FormFields("a=1&b=x+y%20z&c=%C3%A9%26%3D&d&=e&f==".utf8))
        #expect(fields["a"] == "1")
        #expect(fields["b"] == "x y z")
        #expect(fields["c"] == "é&=")
        #expect(fields["d"] == "")
        #expect(fields[""] == "e")
        #expect(fields["f"] == "=")
        #expect(fields["g"] == nil)
        #expect(FormFields("".utf8) == FormFields())
    }

    @Test(
        "are refused whole when one is broken",
        arguments: [
            "a=%", "a=%4", "a=%4g", "a=%+1", "a=%ff", "a=%c3", "%80=a", "a=%00", "a=1&a=2", "a=1&%61=2",
            "a&a",
        ]
    )
    func broken(text: String) {
        #expect(FormFields(text.utf8) == nil)
    }

    @Test("are told apart octet by octet")
    func octets() throws {
        let fields = try #require(FormFields("%C3%A9=composed&e%CC%81=decomposed".utf8))
        #expect(fields["\u{E9}"] == "composed")
        #expect(fields["e\u{301}"] == "decomposed")
    }

    @Test("are at most 64")
    func limit() {
        let names = (0...FormFields.limit).map { "f\($0)=" }
        #expect(FormFields(names.dropLast().joined(separator: "&").utf8) != nil)
        #expect(FormFields(names.joined(separator: "&").utf8) == nil)
    }
}
