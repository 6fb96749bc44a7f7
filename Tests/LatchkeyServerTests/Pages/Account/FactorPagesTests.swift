import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("The pages of second factors")
struct FactorPagesTests {
    @Test("one is added by its QR code and first code, asked for at the next login, and removed [E3]")
    func walk() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            #expect(try await ada.get("/account/factors").html.contains("Add an authenticator"))
            _ = try await ada.get("/account/factors/new")
            let begun = try await ada.post("/account/factors/new", [("name", "Phone")])
            #expect(begun.status == .seeOther)
            let path = try #require(begun.location)
            let page = try await ada.get(path)
            let totp = try #require(page.totp)
            #expect(page.html.contains(#"<svg class="qr" viewBox="0 0 "#))
            #expect(page.html.contains("otpauth://totp/"))
            #expect(try await ada.get(path).totp?.secret == totp.secret)
            let wrong = try await ada.post(path, [("code", "000000")])
            #expect(wrong.status == .badRequest)
            #expect(wrong.html.contains(#"id="code-error">This code is not right."#))
            #expect(wrong.totp?.secret == totp.secret)
            #expect(
                try await ada.post(path, [("code", " ")]).html.contains(#"id="code-error">Enter a code."#)
            )
            let done = try await ada.post(path, [("code", totp.code(at: server.clock.now))])
            #expect(done.status == .ok)
            #expect(done["Cache-Control"] == "no-store")
            #expect(done.recoveryCodes.count == RecoveryCode.count)
            #expect(try await ada.get(path).location == "/account/factors?done=factor-gone")
            let list = try await ada.get("/account/factors")
            #expect(list.html.contains("<bdi>Phone</bdi>"))
            #expect(list.html.contains("10 recovery codes are left."))
            #expect(!list.html.contains(done.recoveryCodes[0]))

            server.clock.advance(by: 30)
            var other = server.browser()
            #expect(try await other.logIn("ada").location == "/login/second-factor")
            _ = try await other.get("/login/second-factor")
            let code = totp.code(at: server.clock.now)
            #expect(try await other.post("/login/second-factor", [("code", code)]).location == "/account")

            try await remove("Phone", by: &ada, list)
            var third = server.browser()
            #expect(try await third.logIn("ada").location == "/account")
        }
    }

    private func remove(_ name: String, by ada: inout Browser, _ list: Document) async throws {
        let mark = try #require(list.html.firstRange(of: "/remove")).lowerBound
        let id = String(list.html[..<mark].suffix(36))
        #expect(try await ada.get("/account/factors/\(id)/remove").html.contains("Remove “\(name)”?"))
        let done = try await ada.post("/account/factors/\(id)/remove")
        #expect(done.location == "/account/factors?done=factor-removed")
        let again = try await ada.post("/account/factors/\(id)/remove")
        #expect(again.location == "/account/factors?done=factor-gone")
    }

    @Test("a secret is shown to the session that began it, for a quarter of an hour, and to nobody else")
    func secrecy() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            var phone = server.browser()
            try await phone.logIn("ada")
            var eve = try await server.ada("eve")
            _ = try await ada.get("/account/factors/new")
            let path = try #require(try await ada.post("/account/factors/new").location)
            for var browser in [phone, eve] {
                #expect(try await browser.get(path).location == "/account/factors?done=factor-gone")
                _ = try await browser.get("/account")
                let answer = try await browser.post(path, [("code", "000000")])
                #expect(answer.location == "/account/factors?done=factor-gone")
            }
            _ = try await eve.get("/account")
            #expect(try await ada.get(path).totp != nil)
            server.clock.advance(by: 901)
            _ = try await ada.get("/account/confirm")
            try await ada.post("/account/confirm", [("password", Browser.goodPassword)])
            #expect(try await ada.get(path).location == "/account/factors?done=factor-gone")
        }
    }

    @Test("recovery codes are replaced, shown once, and the old ones are void")
    func recoveryCodes() async throws {
        try await PagesFixture.run { server in
            let (totp, old) = try await server.enrolAda()
            var ada = server.browser()
            try await ada.logIn("ada")
            _ = try await ada.get("/login/second-factor")
            try await ada.post("/login/second-factor", [("code", totp.code(at: server.clock.now))])
            #expect(try await ada.get("/account/recovery-codes").html.contains("(10 left)"))
            let answer = try await ada.post("/account/recovery-codes")
            let new = answer.recoveryCodes
            #expect(Set(new).count == RecoveryCode.count)
            #expect(answer["Cache-Control"] == "no-store")
            #expect(!(try await ada.get("/account/recovery-codes").html.contains(new[0])))
            var other = server.browser()
            try await other.logIn("ada")
            _ = try await other.get("/login/second-factor")
            #expect(try await other.post("/login/second-factor", [("code", old)]).status == .unauthorized)
            #expect(try await other.post("/login/second-factor", [("code", new[0])]).location == "/account")
        }
    }

    @Test("without a factor there are no recovery codes to make")
    func noFactor() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            #expect(try await ada.get("/account/recovery-codes").location == "/account/factors")
            _ = try await ada.get("/account")
            #expect(try await ada.post("/account/recovery-codes").location == "/account/factors")
        }
    }

    @Test("names are shown and never read as markup", arguments: EscapingTests.hostileNames)
    func names(text: String) async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            _ = try await ada.get("/account/factors/new")
            let path = try #require(try await ada.post("/account/factors/new", [("name", text)]).location)
            let totp = try #require(try await ada.get(path).totp)
            try await ada.post(path, [("code", totp.code(at: server.clock.now))])
            let list = try await ada.get("/account/factors").html
            let escaped = MarkupContentType().escapeText(text)
            func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
            #expect(scalars(list).contains(scalars("<bdi>" + escaped + "</bdi>")))
            #expect(!scalars(list).contains(scalars(text)) || text == escaped)
            let id = String(path.suffix(36))
            let sure = try await ada.get("/account/factors/\(id)/remove").html
            #expect(scalars(sure).contains(scalars("Remove “" + escaped + "”?")))
            #expect(!scalars(sure).contains(scalars(text)) || text == escaped)
        }
    }

    @Test("ten are enough")
    func full() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            for _ in 0..<SecondFactors.limit {
                _ = try await ada.get("/account/factors/new")
                let path = try #require(try await ada.post("/account/factors/new").location)
                let totp = try #require(try await ada.get(path).totp)
                try await ada.post(path, [("code", totp.code(at: server.clock.now))])
            }
            #expect(!(try await ada.get("/account/factors").html.contains("/account/factors/new")))
            _ = try await ada.get("/account/factors/new")
            let answer = try await ada.post("/account/factors/new")
            #expect(answer.status == .badRequest)
            #expect(answer.html.contains("There are as many second factors as an account may have."))
        }
    }
}
