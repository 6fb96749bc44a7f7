import Hummingbird

/// The pages of whoever is signed in.
extension Pages {
    func addAccountRoutes<Context: RequestContext>(
        to router: some RouterMethods<Context>,
        _ pipeline: PagePipeline<Context>
    ) {
        router.get("account/confirm", use: pipeline.page(showConfirm))
        router.post("account/confirm", use: pipeline.form(from: links.confirm, submitConfirm))
        for path: RouterPath in ["account/confirm"] {
            router.refuseOtherMethods(path, than: [.get, .post])
        }
    }
}
