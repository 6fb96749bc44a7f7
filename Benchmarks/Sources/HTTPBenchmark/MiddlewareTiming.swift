import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import Logging
import Measuring
import NIOEmbedded

/// Times the authenticator alone, from the bytes of the header to the decision, beside calling the handler at once.
struct MiddlewareTiming {
    private struct Contender {
        let name: String
        let call: (_ iterations: Int) async throws -> Void
    }

    private static let rounds = 31
    private static let iterations = 4000

    private let contenders: [Contender]

    /// - Parameter names: the guards to measure; none for all.
    /// - Throws: what keeps their keys and tokens from being made.
    init(only names: [String]) async throws {
        let guards = Guards(lifetime: 3600)
        let lines = try Guards.algorithms.flatMap(guards.jwt) + [try await guards.jwtKit()]
        let wanted = lines.filter { names.isEmpty || names.contains($0.name) }
        contenders = [Self.bare(lines[0])] + wanted.map(Self.contender)
    }

    private static let context = BenchmarkContext(
        source: ApplicationRequestContextSource(
            channel: EmbeddedChannel(),
            logger: Logger(label: "http-benchmark") { _ in SwiftLogNoOpLogHandler() }
        )
    )

    private static func request(_ token: String) -> Request {
        let head = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: "127.0.0.1",
            path: "/",
            headerFields: [.authorization: "Bearer \(token)", .accept: "*/*"]
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    private static func handler(_ request: Request, _ context: BenchmarkContext) async throws -> Response {
        Response(status: .ok)
    }

    private static func bare(_ line: Guard) -> Contender {
        let requests = line.tokens.map(request)
        return Contender(name: "bare") { iterations in
            for index in 0..<iterations {
                keep(try await handler(requests[index % requests.count], context))
            }
        }
    }

    private static func contender(_ line: Guard) -> Contender {
        let requests = line.tokens.map(request)
        return contender(line.name, line.middleware, requests)
    }

    private static func contender(
        _ name: String,
        _ middleware: some RouterMiddleware<BenchmarkContext>,
        _ requests: [Request]
    ) -> Contender {
        Contender(name: name) { iterations in
            for index in 0..<iterations {
                let request = requests[index % requests.count]
                keep(try await middleware.handle(request, context: context, next: handler))
            }
        }
    }

    /// Prints a line of JSON for each guard: nanoseconds above the bare handler, median of the rounds.
    func run() async throws {
        var times = [[Double]](repeating: [], count: contenders.count)
        for contender in contenders { try await contender.call(Self.iterations) }
        for round in 0..<Self.rounds {
            let order = round.isMultiple(of: 2) ? Array(contenders.indices) : contenders.indices.reversed()
            for index in order {
                let start = cpuTime()
                try await contenders[index].call(Self.iterations)
                times[index].append((cpuTime() - start) / Double(Self.iterations))
            }
        }
        for index in contenders.indices.dropFirst() {
            let own = zip(times[index], times[0]).map { $0 - $1 }.median
            print(
                #"{"name": "middleware.\#(contenders[index].name)", "value": \#(Int(own.rounded())), "unit": "ns"}"#
            )
        }
    }

    /// Prints a line of JSON for each guard: allocations of one request above the bare handler.
    func countAllocations() async throws {
        let count = try AllocationCount()
        var bare = 0.0
        for contender in contenders {
            try await contender.call(Guards.callers)
            let perCall = try await count.perCall { try await contender.call(1) }
            if contender.name == "bare" {
                bare = perCall
            } else {
                print(
                    #"{"name": "middleware.\#(contender.name).allocations", "value": \#(perCall - bare), "unit": "allocations"}"#
                )
            }
        }
    }
}
