import FoundationEssentials
import LatchkeyAccounts

/// Where somebody is signed in.
struct DevicesView: PageView {
    static let template = "devices"
    /// The most sessions that are shown, this one aside.
    static let sessionLimit = 100

    let sessions: [SessionView]
    let hasOtherSessions: Bool
    /// What is said when not every session is shown.
    let omission: Phrase?
    let notice: Phrase?

    init(_ sessions: [Session], hasMore: Bool, current: Session, notice: Phrase?, now: Date) {
        // This device first; the others as they come, youngest first.
        let ordered = [current] + sessions.filter { $0.id != current.id }
        self.sessions = ordered.map { SessionView($0, isCurrent: $0.id == current.id, now: now) }
        hasOtherSessions = ordered.count > 1
        let limit = Self.sessionLimit
        omission =
            hasMore
            ? Phrase(
                "Only the \(limit) youngest sessions are shown.",
                "仅显示最近的 \(limit) 个会话。",
                "僅顯示最近的 \(limit) 個工作階段。"
            ) : nil
        self.notice = notice
    }
}
