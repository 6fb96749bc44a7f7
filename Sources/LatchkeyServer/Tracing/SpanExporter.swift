import AsyncHTTPClient
import LatchkeyJOSE
public import Logging
import NIOCore
import NIOHTTP1
public import ServiceLifecycle

/// Sends recorded spans to a collector, every two seconds, until the service group shuts down; then what is left.
public struct SpanExporter: Service, CustomStringConvertible {
    /// The most spans in one request.
    private static let portion = 512
    private static let pause = Duration.seconds(2)

    private let recorder: SpanRecorder
    private let endpoint: String
    private let logger: Logger

    /// Sends what `recorder` records to `endpoint`.
    public init(recorder: SpanRecorder, endpoint: String, logger: Logger) {
        (self.recorder, self.endpoint, self.logger) = (recorder, endpoint, logger)
    }

    /// The name alone, as logs show services.
    public var description: String { "SpanExporter" }

    /// Sends spans until the service group shuts down.
    public func run() async throws {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        // The way to the collector is no work that anybody wants to see traced, and would never end.
        configuration.tracing.tracer = nil
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.pause)
                // A task that is cancelled could take spans, and not send them any more.
                if !Task.isCancelled { await sendAll(by: client) }
            }
        }
        // Beyond the cancellation, so that the last requests are not lost.
        await Task { await sendAll(by: client) }.value
        try? await client.shutdown()
    }

    private func sendAll(by client: HTTPClient) async {
        while true {
            let spans = recorder.take(Self.portion)
            guard !spans.isEmpty else { return }
            do {
                try await send(spans, by: client)
            } catch {
                logger.warning(
                    "spans are lost: the collector does not take them",
                    metadata: ["endpoint": "\(endpoint)", "spans": "\(spans.count)", "error": "\(error)"]
                )
                return
            }
        }
    }

    private func send(_ spans: [RecordedSpan.Record], by client: HTTPClient) async throws {
        var request = HTTPClientRequest(url: endpoint)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: try OTLPSpans.write(spans).json()))
        let response = try await client.execute(request, timeout: .seconds(10))
        _ = try await response.body.collect(upTo: 1 << 20)
        guard (200..<300).contains(response.status.code) else { throw Refused(status: response.status.code) }
    }

    private struct Refused: Error, CustomStringConvertible {
        let status: UInt
        var description: String { "status \(status)" }
    }
}
