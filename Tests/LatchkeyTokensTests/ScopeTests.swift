import LatchkeyTokens
import Testing

struct ScopeTests {
    @Test("splits at spaces, drops empty and repeated tokens, keeps the order [A3]")
    func splits() {
        #expect(Scope(" b a  b c ").tokens == ["b", "a", "c"])
        #expect(Scope(["b", "", "a", "b"]).description == "b a")
    }

    @Test("compares octet by octet: canonically equal text is another token")
    func octets() {
        let scope = Scope("caf\u{E9} K")
        #expect(scope.contains("caf\u{E9}"))
        #expect(!scope.contains("cafe\u{301}"))
        #expect(!scope.contains("\u{212A}"))
        #expect(!scope.contains("k"))
    }

    @Test("is read in no time, though a token be all scope", .timeLimit(.minutes(5)))
    func long() {
        let tokens = (0..<100_000).map { "s\($0)" }
        #expect(Scope(tokens + tokens).tokens.count == 100_000)
    }

    @Test("a superset holds every token of the other")
    func superset() {
        #expect(Scope("a b c").isSuperset(of: "c a"))
        #expect(!Scope("a b").isSuperset(of: "a d"))
        #expect(Scope("").isEmpty && Scope("a").isSuperset(of: ""))
    }
}
