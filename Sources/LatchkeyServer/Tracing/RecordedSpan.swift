import Synchronization
public import Tracing

/// A piece of work with its beginning and its end.
public final class RecordedSpan: Span {
    /// What there is to tell about it.
    struct Record: Sendable {
        let trace: TraceContext
        let parent: String?
        let kind: SpanKind
        let began: UInt64
        var name: String
        var ended: UInt64 = 0
        var attributes: SpanAttributes = [:]
        var hasFailed = false
        var message: String?
    }

    /// What work inside of it belongs to.
    public let context: InstrumentationContext
    private let record: Mutex<Record?>
    private let done: @Sendable (Record) -> Void

    /// - Parameters:
    ///   - record: what is known at the beginning; `nil` when nobody wants to know.
    ///   - context: what work inside of it belongs to.
    ///   - done: told everything once, at the end.
    init(_ record: Record?, context: InstrumentationContext, done: @escaping @Sendable (Record) -> Void) {
        self.record = Mutex(record)
        self.context = context
        self.done = done
    }

    /// Whether it is to be told of at the end.
    public var isRecording: Bool { record.withLock { $0 != nil } }

    /// What is done.
    public var operationName: String {
        get { record.withLock { $0?.name ?? "" } }
        set { record.withLock { $0?.name = newValue } }
    }

    /// What is known of it besides.
    public var attributes: SpanAttributes {
        get { record.withLock { $0?.attributes ?? [:] } }
        set { record.withLock { $0?.attributes = newValue } }
    }

    /// Notes how it went.
    public func setStatus(_ status: SpanStatus) {
        record.withLock { record in
            record?.hasFailed = status.code == .error
            record?.message = status.message
        }
    }

    /// Notes the type of an error.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        // Its type alone: an error may name what only the log may know.
        let type = "\(type(of: error))"
        record.withLock { record in
            record?.hasFailed = true
            record?.attributes["error.type"] = type
        }
    }

    /// Does nothing: nothing here makes events.
    public func addEvent(_ event: SpanEvent) {}

    /// Does nothing: nothing here makes links.
    public func addLink(_ link: SpanLink) {}

    /// Ends it, once.
    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let now = instant().nanosecondsSinceEpoch
        let record = record.withLock { record -> Record? in
            defer { record = nil }
            record?.ended = now
            return record
        }
        if let record { done(record) }
    }
}
