import Hummingbird
import LatchkeyHummingbird

typealias BenchContext = BasicTokenRequestContext

/// One way of knowing who sends a request, ready to be measured.
struct Strategy: Sendable {
    /// When a token that was ended is refused.
    enum Ending: Sendable {
        /// Never before it expires.
        case atExpiry
        /// Once the strategy knows; how to end one, for the clock to start.
        case byStorage(@Sendable (_ token: String) async throws -> Void)
    }

    /// In the route and in JSON: `sessions.sqlite`, `es256`, `es256.revocations`.
    let name: String
    /// In the table.
    let title: String
    let middleware: any RouterMiddleware<BenchContext>
    /// What callers send in turn.
    let tokens: [String]
    /// Octets of the database for each user who is signed in; `nil` where nothing is stored.
    var storedOctets: Double?
    var ending = Ending.atExpiry

    /// Octets that a token adds to each request.
    var sentOctets: Double {
        guard !tokens.isEmpty else { return 0 }
        let header = "authorization: Bearer \r\n".utf8.count
        return Double(tokens.reduce(0) { $0 + $1.utf8.count + header }) / Double(tokens.count)
    }

    var target: LoadTarget { LoadTarget(path: "/\(name)", tokens: tokens) }
}
