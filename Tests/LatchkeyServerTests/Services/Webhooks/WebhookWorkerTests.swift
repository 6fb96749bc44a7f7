import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Logging
import Synchronization
import Testing

@testable import LatchkeyServer

/// A receiver that answers as it is told.
private final class Receiver: WebhookTransport {
    struct Message: Sendable {
        let url: String
        let body: String
        let headers: [String: String]
    }

    private let state: Mutex<(answers: [UInt], messages: [Message])>

    init(_ answers: [UInt]) { state = Mutex((answers, [])) }

    var messages: [Message] { state.withLock { $0.messages } }

    func post(_ body: String, to url: String, headers: [(String, String)]) async throws -> UInt {
        try state.withLock { state in
            let headers = Dictionary(headers) { _, last in last }
            state.messages.append(Message(url: url, body: body, headers: headers))
            let answer = state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
            guard answer > 0 else { throw Silence() }
            return answer
        }
    }

    struct Silence: Error {}
}

@Suite("Webhooks", .timeLimit(.minutes(5)))
struct WebhookWorkerTests {
    private static let url = "https://receiver.example/hook"
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private func run(
        _ answers: [UInt],
        types: String = "",
        _ body: @escaping @Sendable (APIFixture, WebhookWorker, Receiver) async throws -> Void
    ) async throws {
        try await APIFixture.run { configuration in
            configuration.webhookEndpoints = [WebhookEndpoint(Self.url + types)].compactMap(\.self)
            configuration.webhookSecrets = [WebhookSecret(Self.secret)].compactMap(\.self)
        } _: { fixture in
            let receiver = Receiver(answers)
            let worker = WebhookWorker(
                storage: fixture.services.storage,
                receivers: fixture.services.configuration.webhookReceivers,
                transport: receiver,
                logger: SilentLogHandler.logger
            )
            try await body(fixture, worker, receiver)
        }
    }

    private func deliver(_ worker: WebhookWorker) async throws -> Int {
        try await worker.deliver(to: worker.receivers[0])
    }

    @Test("the example of Standard Webhooks is signed as it says")
    func example() {
        let signature = WebhookSecret(Self.secret)?.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: "{\"test\": 2432232314}"
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(
        "each event that a receiver wants is delivered once, signed, and holds no secret and no address [D5]"
    )
    func delivers() async throws {
        try await run([204]) { fixture, worker, receiver in
            let ada = try await fixture.signUp()
            let bob = try await fixture.logIn()
            try await fixture.services.accounts.lock(try #require(UUIDv7(ada.account)))
            try await fixture.services.administration.delete(try #require(UUIDv7(ada.account)), by: nil)
            #expect(try await fixture.services.follower.advance() > 0)
            #expect(try await deliver(worker) == 4)
            #expect(try await deliver(worker) == 0)
            let types = ["account.created", "account.signed_in", "account.locked", "account.deleted"]
            let messages = receiver.messages
            for type in types {
                let message = try #require(messages.first { $0.body.contains("\"\(type)\"") }, "\(type)")
                let id = try #require(message.headers["webhook-id"])
                let time = try #require(message.headers["webhook-timestamp"].flatMap { Int64($0) })
                let expected = WebhookSecret(Self.secret)?.signature(
                    id: id,
                    timestamp: time,
                    body: message.body
                )
                #expect(message.headers["webhook-signature"] == expected)
                #expect(message.body.contains(ada.account))
                for secret in ["example.org", APIFixture.password, ada.access, bob.refresh, "127.0.0.1"] {
                    #expect(!message.body.contains(secret))
                }
            }
            #expect(Set(messages.map { $0.headers["webhook-id"] }).count == 4)
        }
    }

    @Test("only the types that a receiver names come to it, and nothing from before it was there")
    func types() async throws {
        try await run([200], types: " account.locked") { fixture, worker, receiver in
            let ada = try await fixture.signUp()
            try await fixture.services.accounts.lock(try #require(UUIDv7(ada.account)))
            try await fixture.services.follower.advance()
            #expect(try await deliver(worker) == 1)
            #expect(receiver.messages.count == 1)
        }
    }

    @Test(
        "what fails is tried again under the same identifier, later and later, and given up after three days"
    )
    func givesUp() async throws {
        try await run([0, 500, 302, 404, 503]) { fixture, worker, receiver in
            _ = try await fixture.signUp()
            try await fixture.services.follower.advance()
            fixture.clock.stop()
            var offset = 0.0
            var attempts = 0
            for step in 1...WebhookSchedule.attempts {
                #expect(try await deliver(worker) == 1)
                attempts += 1
                #expect(try await deliver(worker) == 0)
                offset += WebhookSchedule.delay(after: step)
                fixture.clock.stop(after: offset)
            }
            #expect((70...80).contains(offset / 3600 - 20.0 / 3600))
            #expect(try await deliver(worker) == 0)
            #expect(receiver.messages.count == attempts)
            #expect(Set(receiver.messages.map { $0.headers["webhook-id"] }).count == 1)
            #expect(Set(receiver.messages.map(\.body)).count == 1)
            let event = try #require(try await fixture.audited(.webhookAbandoned).first)
            #expect(event.reason == "account.created")
        }
    }

    @Test("an answer of 500, then of 200, ends the tries")
    func recovers() async throws {
        try await run([500, 200]) { fixture, worker, receiver in
            _ = try await fixture.signUp()
            try await fixture.services.follower.advance()
            fixture.clock.stop()
            #expect(try await deliver(worker) == 1)
            fixture.clock.stop(after: 20)
            #expect(try await deliver(worker) == 1)
            fixture.clock.stop(after: 86_400)
            #expect(try await deliver(worker) == 0)
            #expect(receiver.messages.count == 2)
        }
    }

    @Test(
        "an endpoint is an https URL, or http on this machine, and types that exist",
        arguments: [
            ("https://a.example/hook", true), ("https://a.example/h account.created account.locked", true),
            ("http://127.0.0.1:9/hook", true), ("http://localhost/hook", true), ("http://a.example/", false),
            ("https://u:p@a.example/", false), ("https://a.example/#x", false), ("ftp://a.example", false),
            ("https://", false), ("", false), ("https://a.example account.renamed", false),
            ("account.created", false),
        ]
    )
    func endpoint(_ text: String, _ isGood: Bool) {
        let endpoint = WebhookEndpoint(text)
        #expect((endpoint != nil) == isGood)
        if let endpoint { #expect(WebhookEndpoint(endpoint.text) == endpoint) }
    }

    @Test("endpoints and secrets come in pairs, and no secret is ever shown")
    func configuration() async throws {
        let endpoints = "https://a.example/hook account.created,https://b.example/hook"
        let one = ["LATCHKEY_WEBHOOKS_ENDPOINTS": endpoints, "LATCHKEY_WEBHOOKS_SECRETS": Self.secret]
        await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: one)
        }
        var two = one
        two["LATCHKEY_WEBHOOKS_SECRETS"] = "\(Self.secret),\(Self.secret)"
        let configuration = try await ServerConfiguration.load(environment: two)
        #expect(
            configuration.webhookReceivers.map(\.url) == ["https://a.example/hook", "https://b.example/hook"]
        )
        #expect(configuration.webhookEndpoints.map(\.types.count) == [1, WebhookEventType.allCases.count])
        #expect(!configuration.yaml.contains("MfKQ9r8G"))
        two["LATCHKEY_WEBHOOKS_SECRETS"] = "whsec_short,\(Self.secret)"
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: two)
        }
        #expect(error.map { "\($0)".contains("MfKQ9r8G") } == false)
    }
}
