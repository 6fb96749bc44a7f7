import Hummingbird

/// The pages of whoever is signed in.
extension Pages {
    func addAccountRoutes<Context: RequestContext>(
        to router: some RouterMethods<Context>,
        _ pipeline: PagePipeline<Context>
    ) {
        typealias Page = (
            path: RouterPath, get: PagePipeline<Context>.Page, post: PagePipeline<Context>.Form?
        )
        let pages: [Page] = [
            ("account", showAccount, nil),
            ("account/confirm", showConfirm, submitConfirm),
            ("account/profile", showProfile, submitProfile),
            ("account/email", showEmailAddress, submitEmailAddress),
            ("account/password", showPassword, submitPassword),
            ("account/devices", showDevices, nil),
            ("account/factors", showFactors, nil),
            ("account/factors/new", showNewFactor, submitNewFactor),
            ("account/factors/{id}", showFactor, submitFactor),
            ("account/factors/{id}/remove", showFactorRemoval, submitFactorRemoval),
            ("account/recovery-codes", showRecoveryCodes, submitRecoveryCodes),
            ("account/data", showPersonalData, nil),
            ("account/delete", showDeletion, submitDeletion),
        ]
        for page in pages {
            router.get(page.path, use: pipeline.page(page.get))
            guard let post = page.post else {
                router.refuseOtherMethods(page.path, than: [.get])
                continue
            }
            router.post(page.path, use: pipeline.form(from: origin(of: page.path), post))
            router.refuseOtherMethods(page.path, than: [.get, .post])
        }
        addAccountActions(to: router, pipeline)
    }

    /// Forms that stand on a page with another path.
    private func addAccountActions<Context: RequestContext>(
        to router: some RouterMethods<Context>,
        _ pipeline: PagePipeline<Context>
    ) {
        let actions: [(path: RouterPath, origin: String, post: PagePipeline<Context>.Form)] = [
            ("logout", links.account, submitLogout),
            ("account/email/verify", links.profile, submitVerification),
            ("account/sessions/end-others", links.devices, endOtherSessions),
            ("account/sessions/end-all", links.devices, endAllSessions),
            ("account/sessions/{id}/end", links.devices, endSession),
            ("account/export", links.personalData, submitExport),
        ]
        for action in actions {
            router.post(action.path, use: pipeline.form(from: action.origin, action.post))
            router.refuseOtherMethods(action.path, than: [.post])
        }
    }

    /// The page that a form stands on; for what belongs to one factor, the list of them.
    private func origin(of path: RouterPath) -> String {
        let text = path.description
        return text.contains("{") ? links.factors : links.base + "/" + text.drop { $0 == "/" }
    }
}
