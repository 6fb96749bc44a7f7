import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

extension Pages {
    /// Seconds between two refreshes of the page, where they are asked for.
    private static let refreshInterval = 10

    /// What happened in the last hour.
    ///
    /// Renews itself only where that is asked for (`?live=1`): a screen reader begins anew each time.
    @Sendable func showFigures(_ admin: AdminVisit) async throws -> PageAnswer {
        let figures = services.figures
        figures.sample(queued: services.hasher.load.queued, at: admin.now)
        try await figures.catchUp(services.storage, at: admin.now)
        let isLive = admin.visit.query["live"] == "1"
        let view = FiguresView(
            figures,
            top: top(.figures, admin),
            isLive: isLive,
            now: admin.now
        )
        var answer = try answer(view, for: admin.visit)
        if isLive, let name = HTTPField.Name("Refresh") {
            answer.headers[name] = String(Self.refreshInterval)
        }
        return answer
    }

    /// What stands above every page of administrators.
    func top(_ tab: AdminTab, _ admin: AdminVisit, alert: Phrase? = nil) -> AdminTop {
        AdminTop(
            tab,
            links: links,
            notice: alert == nil ? AdminOutcome(admin.visit.query)?.text : nil,
            alert: alert
        )
    }
}
