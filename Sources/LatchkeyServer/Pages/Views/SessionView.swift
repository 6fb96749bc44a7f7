import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// One row of a list of sessions.
struct SessionView: Sendable {
    let id: String
    let device: Phrase
    let isPhone: Bool
    let isCurrent: Bool
    let address: String?
    let signedIn: MomentView
    let lastSeen: MomentView

    init(_ session: Session, isCurrent: Bool, now: Date) {
        let device = DeviceName(session.device)
        id = session.id.description
        self.device = session.devicePhrase
        isPhone = device.isPhone
        self.isCurrent = isCurrent
        address = session.address
        signedIn = MomentView(session.createdAt, now: now)
        // Page views are noted once a minute; this one is happening.
        lastSeen = MomentView(isCurrent ? now : session.lastSeenAt, now: now)
    }
}
