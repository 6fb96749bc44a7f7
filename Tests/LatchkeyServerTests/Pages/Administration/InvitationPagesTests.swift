import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("Invitations on the pages of administrators")
struct InvitationPagesTests {
    private func invite(_ email: String, _ server: PagesFixture, by inviter: String? = "root") async throws {
        let id = try await inviter.asyncMap { try await server.id(of: $0) }
        try await server.services.oneTime.invitations.invite(
            email,
            name: "Grace",
            roles: ["staff"],
            by: id,
            language: .english
        )
    }

    @Test("are listed with who sent them, and withdrawn by a button [E4]")
    func withdraw() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            #expect(
                try await browser.get("/admin/invitations").html.contains("There are no open invitations.")
            )
            try await invite("grace@example.org", server)
            try await invite("hedy@example.org", server, by: nil)
            let page = try await browser.get("/admin/invitations")
            #expect(page.html.contains("<bdi>grace@example.org</bdi>"))
            #expect(page.html.contains("<span>from <bdi>root</bdi></span>"))
            #expect(page.html.split(separator: ">Withdraw</button>").count == 3)
            let path = try #require(
                page.html.firstMatch(of: /action="(\/admin\/invitations\/[0-9a-f-]+\/withdraw)"/)?.1
            )
            let answer = try await browser.post(String(path))
            #expect(answer.location == "/admin/invitations?done=withdrawn")
            #expect(
                try await browser.post(String(path)).location == "/admin/invitations?done=already-withdrawn"
            )
            let after = try await browser.get("/admin/invitations?done=withdrawn")
            #expect(after.html.contains("The invitation is withdrawn"))
            #expect(!after.html.contains("grace@example.org"))
            #expect(after.html.contains("hedy@example.org"))
            let root = try await server.id(of: "root")
            #expect(try await server.audited(.invitationWithdrawn).map(\.actor) == [.account(root)])
        }
    }

    @Test("come in pages whose links hold no address")
    func pages() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            for index in 0..<51 { try await invite("guest\(100 + index)@example.org", server) }
            let first = try await browser.get("/admin/invitations")
            #expect(first.html.contains("guest149@"))
            #expect(!first.html.contains("guest150@"))
            let next = try #require(first.value(after: #"<a href="/admin/invitations?after="#))
            #expect(!next.contains("guest"))
            let second = try await browser.get("/admin/invitations?after=" + next)
            #expect(second.html.contains("guest150@"))
            #expect(!second.html.contains("guest149@"))
            #expect(!second.html.contains("Next page"))
            #expect(try await browser.get("/admin/invitations?after=%21").status == .notFound)
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await body(self)
    }
}
