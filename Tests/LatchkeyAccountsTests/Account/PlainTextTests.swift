import Testing

@testable import LatchkeyAccounts

struct PlainTextTests {
    @Test(
        "is what can be seen, with the joiners and selectors that scripts and emoji need",
        arguments: [
            "", "Ada", "Zoë Müller", "محمد", "مى\u{200C}خواهم", "क\u{200D}ष", "👩\u{200D}👩\u{200D}👧",
            "❤\u{FE0F}\u{200D}🔥",
            "1\u{FE0F}\u{20E3}", "葛\u{E0100}城", "Ada’s № 2", "山田\u{3000}太郎",
        ]
    )
    func plain(_ text: String) {
        #expect(PlainText.isPlain(text))
        #expect(PlainText.of(text).unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test(
        "is nothing that hides, turns the direction of writing, or moves a terminal",
        arguments: [
            "\0", "\n", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}", "\u{34F}", "\u{61C}", "\u{115F}",
            "\u{180E}",
            "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}",
            "\u{202B}",
            "\u{202C}", "\u{202D}", "\u{202E}", "\u{2060}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
            "\u{3164}",
            "\u{FE0F}", "\u{FEFF}", "\u{FFA0}", "\u{FFF9}", "\u{FFFE}", "\u{E0041}", "\u{10FFFF}",
        ]
    )
    func hidden(_ mark: String) {
        #expect(!PlainText.isPlain(mark))
        #expect(PlainText.of(mark) == "")
        // The selector may follow a letter; nothing else may.
        guard mark != "\u{FE0F}" else { return }
        #expect(!PlainText.isPlain("Ada" + mark + "B"))
        #expect(PlainText.of("Ada" + mark + "B") == "AdaB")
    }

    @Test("has no joiner beside a space, at an end, or among ASCII", arguments: ["\u{200C}", "\u{200D}"])
    func joiners(_ joiner: String) {
        for text in [
            "می" + joiner, joiner + "می", "می" + joiner + " م", "m" + joiner + "م",
            "می" + joiner + joiner + "م",
        ] {
            #expect(!PlainText.isPlain(text), "\(text.unicodeScalars.map(\.value))")
        }
    }
}
