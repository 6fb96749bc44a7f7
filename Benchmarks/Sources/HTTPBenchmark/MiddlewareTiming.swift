import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import Logging
import Measuring
import NIOEmbedded
import Synchronization

/// Times the authenticator alone, from the bytes of the header to the decision, beside calling the handler at once.
///
/// On one thread, and on two that share the verifier as the event loops of a server do.
struct MiddlewareTiming {
    private typealias Call = @Sendable (_ iterations: Int) async throws -> Void

    private struct Contender {
        let name: String
        /// The same work for each thread, over requests of its own.
        let calls: [Call]
    }

    private static let threads = 2
    private static let rounds = 31
    private static let iterations = 4000
    /// Few enough to stay in a processor's cache, where a request that was just read from a socket is, too.
    private static let tokens = 64

    private let contenders: [Contender]

    /// - Parameter names: the guards to measure; none for all.
    /// - Throws: what keeps their keys and tokens from being made.
    init(only names: [String]) async throws {
        let guards = Guards(lifetime: 3600)
        let lines = try Guards.algorithms.flatMap(guards.jwt) + guards.own() + [try await guards.jwtKit()]
        let wanted = lines.filter { names.isEmpty || names.contains($0.name) }
        contenders =
            [Self.bare(lines[0]), Self.primitive(lines[0])]
            + wanted.map { Self.contender($0, $0.middleware) }
    }

    private static func makeContext() -> BenchmarkContext {
        BenchmarkContext(
            source: ApplicationRequestContextSource(
                channel: EmbeddedChannel(),
                logger: Logger(label: "http-benchmark") { _ in SwiftLogNoOpLogHandler() }
            )
        )
    }

    private static func requests(_ line: Guard) -> [Request] {
        line.tokens.prefix(tokens).map { token in
            let head = HTTPRequest(
                method: .get,
                scheme: "http",
                authority: "127.0.0.1",
                path: "/",
                headerFields: [.authorization: "Bearer \(token)", .accept: "*/*"]
            )
            return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        }
    }

    @Sendable
    private static func handler(_ request: Request, _ context: BenchmarkContext) async throws -> Response {
        Response(status: .ok)
    }

    private static func bare(_ line: Guard) -> Contender {
        contender("bare", line) { request, context in keep(try await handler(request, context)) }
    }

    /// The bare HMAC of swift-crypto over what a token of HS256 is signed over: how fast the machine is just now.
    private static func primitive(_ line: Guard) -> Contender {
        let input = Array(line.tokens[0].utf8.dropLast(44))
        let keyed = HMAC<SHA256>(key: SymmetricKey(size: .bits256))
        return contender("primitive", line) { request, context in
            var authenticator = keyed
            input.withUnsafeBytes { authenticator.update(data: $0) }
            keep(authenticator.finalize())
            keep(try await handler(request, context))
        }
    }

    private static func contender(
        _ line: Guard,
        _ middleware: some RouterMiddleware<BenchmarkContext>
    ) -> Contender {
        contender(line.name, line) { request, context in
            keep(try await middleware.handle(request, context: context, next: handler))
        }
    }

    private static func contender(
        _ name: String,
        _ line: Guard,
        _ work: @escaping @Sendable (Request, BenchmarkContext) async throws -> Void
    ) -> Contender {
        let calls = (0..<threads).map { _ -> Call in
            let (requests, context) = (requests(line), makeContext())
            return { iterations in
                for index in 0..<iterations { try await work(requests[index % requests.count], context) }
            }
        }
        return Contender(name: name, calls: calls)
    }

    /// Prints a line of JSON for each guard and number of threads: nanoseconds above the bare handler.
    func run() async throws {
        for threads in [1, Self.threads] {
            var times = [[Double]](repeating: [], count: contenders.count)
            for contender in contenders { _ = try await time(contender, threads: threads) }
            for round in 0..<Self.rounds {
                // Every other round backwards: whoever runs first has no advantage.
                let order =
                    round.isMultiple(of: 2) ? Array(contenders.indices) : contenders.indices.reversed()
                for index in order {
                    times[index].append(try await time(contenders[index], threads: threads))
                }
            }
            for index in contenders.indices.dropFirst() {
                let own = zip(times[index], times[0]).map { $0 - $1 }.median
                Self.report(
                    contenders[index].name + (threads == 1 ? "" : ".two-threads"),
                    own.rounded(),
                    "ns"
                )
            }
        }
    }

    /// Nanoseconds of processor time for one call.
    private func time(_ contender: Contender, threads: Int) async throws -> Double {
        let start = cpuTime()
        let line = StartingLine(threads)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for call in contender.calls.prefix(threads) {
                group.addTask {
                    line.wait()
                    try await call(Self.iterations)
                }
            }
            try await group.waitForAll()
        }
        return (cpuTime() - start) / Double(Self.iterations * threads)
    }

    /// Prints a line of JSON for each guard: allocations of one request above the bare handler.
    func countAllocations() async throws {
        let count = try AllocationCount()
        var bare = 0.0
        for contender in contenders {
            try await contender.calls[0](Self.iterations)
            let perCall = try await count.perCall { try await contender.calls[0](1) }
            if contender.name == "bare" {
                bare = perCall
            } else {
                Self.report("\(contender.name).allocations", perCall - bare, "allocations")
            }
        }
    }

    private static func report(_ name: String, _ value: Double, _ unit: String) {
        print(#"{"name": "middleware.\#(name)", "value": \#(value), "unit": "\#(unit)"}"#)
    }
}

/// Holds every thread back until all are there: tasks may otherwise run one after the other on one thread.
private final class StartingLine: Sendable {
    private let missing: Atomic<Int>

    init(_ threads: Int) { missing = Atomic(threads) }

    func wait() {
        missing.subtract(1, ordering: .acquiringAndReleasing)
        while missing.load(ordering: .acquiring) > 0 {}
    }
}
