import Testing

@testable import LatchkeyServer

@Suite("Form tokens")
struct FormTokensTests {
    private let tokens = FormTokens(key: Array(repeating: 7, count: 32))
    private let cookie = String(repeating: "A", count: 43)

    @Test("differ in every rendering and are all accepted")
    func salted() {
        let made = (0..<20).map { _ in tokens.make(formCookie: cookie, session: "s") }
        #expect(Set(made).count == 20)
        #expect(made.allSatisfy { tokens.accepts($0, formCookie: cookie, session: "s") })
    }

    @Test("are bound to key, cookie and session")
    func bound() {
        let token = tokens.make(formCookie: cookie, session: "s")
        let other = FormTokens(key: Array(repeating: 8, count: 32))
        #expect(!other.accepts(token, formCookie: cookie, session: "s"))
        #expect(!tokens.accepts(token, formCookie: String(repeating: "B", count: 43), session: "s"))
        #expect(!tokens.accepts(token, formCookie: cookie, session: "t"))
        #expect(!tokens.accepts(token, formCookie: cookie, session: nil))
        let free = tokens.make(formCookie: cookie, session: nil)
        #expect(tokens.accepts(free, formCookie: cookie, session: nil))
        #expect(!tokens.accepts(free, formCookie: cookie, session: ""))
    }

    @Test("are refused with any octet changed")
    func damaged() {
        let token = Array(tokens.make(formCookie: cookie, session: nil).utf8)
        for index in token.indices {
            var copy = token
            copy[index] = copy[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(!tokens.accepts(String(decoding: copy, as: UTF8.self), formCookie: cookie, session: nil))
        }
    }
}
