import LatchkeyAccounts
import LatchkeyTokens

/// The audit log.
struct AuditView: PageView {
    static let template = "admin-audit"

    /// An account that an event names.
    struct Person: Sendable {
        let name: String
        /// The page of the account; `nil` for a deleted one.
        let href: String?
    }

    /// One event.
    struct Row: Sendable {
        let sequence: Int64
        let time: TimeView
        let kind: String
        let account: Person?
        /// An account that did it to another.
        let actor: Person?
        /// Whoever else did it.
        let otherActor: String?
        let reason: String?
        let detail: String?
        let session: String?
    }

    let top: AdminTop
    let rows: [Row]
    let isEmpty: Bool
    let kinds: [OptionView]
    let account: String
    let pager: PagerView

    init(
        _ events: [RecordedAuditEvent],
        names: [UUIDv7: String],
        kind: AuditEvent.Kind?,
        account: String,
        pager: PagerView,
        top: AdminTop,
        links: PageLinks
    ) {
        self.top = top
        self.account = account
        self.pager = pager
        func person(_ id: UUIDv7) -> Person {
            Person(name: names[id] ?? id.description, href: names[id] == nil ? nil : links.adminAccount(id))
        }
        rows = events.map { Row($0, person) }
        isEmpty = events.isEmpty
        kinds = AuditEvent.Kind.allCases.map(\.rawValue).sorted().map {
            OptionView(value: $0, name: Phrase(verbatim: $0), isSelected: $0 == kind?.rawValue)
        }
    }
}

extension AuditView.Row {
    fileprivate init(_ recorded: RecordedAuditEvent, _ person: (UUIDv7) -> AuditView.Person) {
        let event = recorded.event
        sequence = recorded.sequence
        time = TimeView(recorded.recordedAt)
        kind = event.kind.rawValue
        account = event.accountID.map(person)
        if case .account(let id) = event.actor, id != event.accountID {
            (actor, otherActor) = (person(id), nil)
        } else if case .account = event.actor {
            (actor, otherActor) = (nil, nil)
        } else {
            (actor, otherActor) = (nil, event.actor?.text)
        }
        (reason, detail) = (event.reason, event.detail)
        session = event.sessionID?.description
    }
}
