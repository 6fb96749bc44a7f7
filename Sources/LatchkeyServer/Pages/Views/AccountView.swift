import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Who is signed in, and where.
struct AccountView: PageView {
    static let template = "account"
    /// The most sessions that are shown, this one aside.
    static let sessionLimit = 100

    let displayName: String
    let initial: String
    let email: String?
    let username: String?
    let createdAt: MomentView
    let sessions: [SessionView]
    let hasOtherSessions: Bool
    /// What is said when not every session is shown.
    let omission: Phrase?
    var notice: Phrase?

    init(
        _ account: Account,
        sessions: [Session],
        hasMore: Bool,
        current: Session,
        notice: Phrase?,
        now: Date
    ) {
        let name = account.name ?? account.login
        displayName = name
        initial = name.prefix(1).uppercased()
        // What stands in the heading already is not said twice.
        email = account.name == nil ? nil : account.email
        username = account.name == nil && account.email == nil ? nil : account.username
        createdAt = MomentView(account.createdAt, now: now)
        // This device first; the others as they come, youngest first.
        let ordered = [current] + sessions.filter { $0.id != current.id }
        self.sessions = ordered.map { SessionView($0, isCurrent: $0.id == current.id, now: now) }
        hasOtherSessions = ordered.count > 1
        omission =
            hasMore
            ? Phrase(
                "Only the \(Self.sessionLimit) youngest sessions are shown.",
                "仅显示最近的 \(Self.sessionLimit) 个会话。",
                "僅顯示最近的 \(Self.sessionLimit) 個工作階段。"
            ) : nil
        self.notice = notice
    }
}

/// One row of the list of sessions.
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
        self.device = device.text
        isPhone = device.isPhone
        self.isCurrent = isCurrent
        address = session.address
        signedIn = MomentView(session.createdAt, now: now)
        // Page views are noted once a minute; this one is happening.
        lastSeen = MomentView(isCurrent ? now : session.lastSeenAt, now: now)
    }
}
