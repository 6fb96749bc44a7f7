import LatchkeyAccounts
import LatchkeyTokens

/// The invitations that wait.
struct InvitationsView: PageView {
    static let template = "admin-invitations"

    /// One invitation of the list.
    struct Row: Sendable {
        let email: String
        let name: String?
        let roles: [String]
        let inviter: String?
        let expires: TimeView
        /// Where the form that withdraws it goes.
        let withdrawal: String
    }

    let top: AdminTop
    let rows: [Row]
    let isEmpty: Bool
    let pager: PagerView

    init(
        _ invitations: [Invitation],
        inviters: [UUIDv7: String],
        pager: PagerView,
        top: AdminTop,
        links: PageLinks
    ) {
        self.top = top
        self.pager = pager
        isEmpty = invitations.isEmpty
        rows = invitations.map { invitation in
            Row(
                email: invitation.email,
                name: invitation.name,
                roles: invitation.roles,
                inviter: invitation.inviter.flatMap { inviters[$0] },
                expires: TimeView(invitation.expiresAt),
                withdrawal: "\(links.adminInvitations)/\(invitation.id)/withdraw"
            )
        }
    }
}
