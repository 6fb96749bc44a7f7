import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import Logging

@testable import LatchkeyServer

extension PageVisit {
    /// A visit for tests that call a page without a request.
    static var stub: PageVisit {
        PageVisit(
            client: ClientContext(address: nil, device: nil),
            query: FormFields(),
            parameters: Parameters(),
            sessionToken: nil,
            formCookie: PageCookies.makeFormValue(),
            hasFormCookie: true,
            formToken: "token",
            logger: Logger(label: "test")
        )
    }
}
