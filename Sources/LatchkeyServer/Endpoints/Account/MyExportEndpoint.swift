import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE

/// `GET /api/me/export`: everything that is kept about whoever asks, as one JSON file.
struct MyExportEndpoint: Sendable {
    let export: PersonalDataExport

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/me/export") { _, context in try await handle(context) }
        router.refuseOtherMethods("api/me/export", than: [.get])
    }

    private func handle(_ context: some TokenRequestContext) async throws -> Response {
        let data = try await export.data(of: context.requireAccountHolder())
        var response = try Response.json(try data.json().members)
        response.headers[.contentDisposition] = "attachment; filename=\"latchkey-account.json\""
        return response
    }
}
