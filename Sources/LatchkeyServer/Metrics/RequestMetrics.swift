import CoreMetrics
import HTTPTypes
import Hummingbird
import Synchronization

/// Counts requests by route, method and status, and measures how long they take.
///
/// A route is a template such as `/api/accounts/{id}`, never what stood in the request.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: HTTPRequest.Method
        let status: Int
    }

    private struct Meters: Sendable {
        let requests: Counter
        let duration: CoreMetrics.Timer
    }

    /// The template of a route; a word of its own for a path that no route has, which Hummingbird calls `NotFound`.
    static func route(_ endpointPath: String?) -> String {
        guard let endpointPath, endpointPath.hasPrefix("/") else { return "unmatched" }
        return endpointPath
    }

    private let factory: any MetricsFactory
    private let inFlight: Meter
    private let meters = Mutex<[Key: Meters]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
        inFlight = Meter(label: "latchkey.http.in_flight", factory: factory)
    }

    func begin() { inFlight.increment() }

    /// Notes a request that has been answered.
    func end(route: String, method: HTTPRequest.Method, status: Int, duration: Duration) {
        inFlight.decrement()
        let meters = meters(Key(route: route, method: method, status: status))
        meters.requests.increment()
        let (seconds, attoseconds) = duration.components
        meters.duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private func meters(_ key: Key) -> Meters {
        meters.withLock { meters in
            if let known = meters[key] { return known }
            let place = [("route", key.route), ("method", key.method.rawValue)]
            let new = Meters(
                requests: Counter(
                    label: "latchkey.http.requests",
                    dimensions: place + [("status", String(key.status))],
                    factory: factory
                ),
                duration: CoreMetrics.Timer(
                    label: "latchkey.http.request.duration",
                    dimensions: place,
                    factory: factory
                )
            )
            meters[key] = new
            return new
        }
    }
}
