import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

/// Takes the queued mails out as a worker does, so that tests read what would have been sent.
struct MailBox: Sendable {
    let storage: any AccountStorage
    let queue: MailQueue

    /// Every mail that waits, oldest first, those that stand for nobody included; that somebody signed in from a new
    /// device only where it is asked for.
    func takeAll(withNewDevices: Bool = false) async throws -> [OutgoingMail] {
        let leased = try await storage.transaction { tx in
            let leased = try tx.mail.lease(limit: 1000, until: tx.now + 3600)
            for mail in leased { try tx.mail.markSent(mail.id) }
            return leased
        }
        return try leased.map { try queue.open($0) }.filter { withNewDevices || $0.kind != .newDevice }
    }

    /// The only mail that waits.
    func take(sourceLocation: SourceLocation = #_sourceLocation) async throws -> OutgoingMail {
        let mails = try await takeAll()
        try #require(mails.count == 1, "\(mails.map(\.kind))", sourceLocation: sourceLocation)
        return mails[0]
    }
}

extension OutgoingMail {
    /// The token in the mail's link.
    var token: String {
        get throws {
            let link = try #require(values[.link])
            let mark = try #require(link.firstRange(of: "?token="))
            return String(link[mark.upperBound...])
        }
    }
}

extension APIFixture {
    var mailBox: MailBox { MailBox(storage: services.storage, queue: services.mail) }
}
