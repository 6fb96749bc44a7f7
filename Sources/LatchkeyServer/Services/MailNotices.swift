import FoundationEssentials
import LatchkeyAccounts

/// Tells owners of accounts by mail what somebody did to them: a changed password, a new device, another second factor,
/// another address.
///
/// Follows the audit log, so that no way of changing an account can forget it.
struct MailNotices: AuditSubscriber {
    let name = "mail-notices"
    let queue: MailQueue
    let language: MailLanguage

    func handle(_ events: [RecordedAuditEvent], in tx: any AccountTransaction) throws {
        for recorded in events {
            guard let mail = try notice(recorded, in: tx) else { continue }
            try queue.enqueue(mail, in: tx)
            queue.wake()
        }
    }

    private func notice(
        _ recorded: RecordedAuditEvent,
        in tx: any AccountTransaction
    ) throws -> OutgoingMail? {
        let event = recorded.event
        guard let kind = Self.kind(of: event.kind), let id = event.accountID else { return nil }
        // The one who has to know of a new address is whoever reads the old one.
        let recipient = kind == .emailChanged ? event.detail : try tx.accounts.account(id)?.email
        guard let recipient else { return nil }
        var values: [OutgoingMail.Value: String] = [.time: Self.text(recorded.recordedAt)]
        if kind != .emailChanged { values[.address] = event.detail }
        if let session = try event.sessionID.flatMap({ try tx.sessions.session($0) }) {
            values[.device] = session.devicePhrase[language]
            values[.address] = session.address ?? values[.address]
        }
        return OutgoingMail(kind, to: recipient, language: language, values: values)
    }

    private static func kind(of kind: AuditEvent.Kind) -> OutgoingMail.Kind? {
        switch kind {
        case .passwordChanged: .passwordChanged
        case .accountReclaimed: .accountReclaimed
        case .deviceAdded: .newDevice
        case .factorAdded, .factorRemoved, .recoveryCodesReplaced: .factorChanged
        case .emailChanged: .emailChanged
        default: nil
        }
    }

    /// The minute in UTC, as readers of every language can tell it.
    private static func text(_ date: Date) -> String {
        "\(date.ISO8601Format().prefix(16).replacing("T", with: " ")) UTC"
    }
}
