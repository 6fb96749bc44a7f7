import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import Logging
import Synchronization

/// An issuer on a loopback port whose answer a test chooses, and which counts who asks.
final class TestIssuer: Sendable {
    /// How the issuer answers a question for its key set.
    typealias Answer = @Sendable (Request) async throws -> Response

    private struct State {
        var answer: Answer
        var fetches = 0
        var strays = 0
    }

    private let state: Mutex<State>
    let port: Int

    private init(port: Int, state: State) {
        self.port = port
        self.state = Mutex(state)
    }

    var url: String { "http://127.0.0.1:\(port)" }
    /// How often the key set was asked for.
    var fetches: Int { state.withLock { $0.fetches } }
    /// How often anything else was asked for.
    var strays: Int { state.withLock { $0.strays } }

    /// Answers like this from now on.
    func answer(_ answer: @escaping Answer) { state.withLock { $0.answer = answer } }

    /// Publishes these keys from now on.
    func publish(_ keys: String..., headers: HTTPFields = [:]) throws {
        let set = try TestKeys.publicKeys(keys).json()
        answer { _ in
            Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: set)))
        }
    }

    /// Answers with this status and text from now on.
    func answer(_ status: HTTPResponse.Status, _ text: String = "", headers: HTTPFields = [:]) {
        answer { _ in
            Response(
                status: status,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
    }

    private func respond(to request: Request) async throws -> Response {
        guard request.uri.path == "/.well-known/jwks.json" else {
            state.withLock { $0.strays += 1 }
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"keys":[]}"#)))
        }
        let answer = state.withLock { state in
            state.fetches += 1
            return state.answer
        }
        return try await answer(request)
    }

    /// Runs an issuer that publishes the ES256 key of ``TestKeys``, for as long as `test` takes.
    static func run(_ test: @escaping @Sendable (TestIssuer) async throws -> Void) async throws {
        let running = Mutex<TestIssuer?>(nil)
        let app = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                guard let issuer = running.withLock({ $0 }) else { throw HTTPError(.serviceUnavailable) }
                return try await issuer.respond(to: request)
            },
            logger: .silent
        )
        try await app.test(.live) { client in
            let issuer = TestIssuer(
                port: client.port ?? 0,
                state: State { _ in Response(status: .serviceUnavailable) }
            )
            try issuer.publish(TestKeys.es256)
            running.withLock { $0 = issuer }
            try await test(issuer)
        }
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
