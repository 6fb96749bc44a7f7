import FoundationEssentials
public import LatchkeyAccounts
public import Logging
public import ServiceLifecycle
import Tracing

/// Sends the queued mails, until the service group shuts down.
///
/// Looks when something is queued in this process, and every few seconds for what other processes queued and for what
/// is to be tried again. A mail that fails is tried again after 10 s, 20 s, 40 s … up to an hour, for three days.
///
/// ```swift
/// let worker = MailWorker(storage: storage, queue: services.mail, writer: writer, transport: transport, logger: logger)
/// application.addServices(worker)
/// ```
///
/// Each mail goes at least once, and exactly once unless the process, or the connection, ends between the server's
/// acceptance and our commit; then it goes again, under the same `Message-ID`.
public struct MailWorker: Service {
    private let storage: any AccountStorage
    private let queue: MailQueue
    private let writer: MailWriter
    private let transport: any MailTransport
    private let schedule: MailSchedule
    private let logger: Logger

    /// Puts the worker together.
    ///
    /// - Parameters:
    ///   - storage: where the mails are queued.
    ///   - queue: what opens them.
    ///   - writer: what writes them.
    ///   - transport: where they go.
    ///   - schedule: when they are looked for and tried again.
    ///   - logger: told of every mail, by kind and recipient only.
    public init(
        storage: any AccountStorage,
        queue: MailQueue,
        writer: MailWriter,
        transport: any MailTransport,
        schedule: MailSchedule = MailSchedule(),
        logger: Logger
    ) {
        self.storage = storage
        self.queue = queue
        self.writer = writer
        self.transport = transport
        self.schedule = schedule
        self.logger = logger
    }

    /// Sends mails until the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            let signals = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in queue.arrivals { signals.continuation.yield() } }
                group.addTask {
                    while !Task.isCancelled {
                        signals.continuation.yield()
                        try? await Task.sleep(for: .seconds(schedule.pollInterval))
                    }
                    signals.continuation.finish()
                }
                for await _ in signals.stream { await sendAllDue() }
                group.cancelAll()
            }
        }
    }

    /// Sends everything that is due.
    func sendAllDue() async {
        do {
            while !Task.isCancelled, try await sendDue() > 0 {}
        } catch is CancellationError {
            return
        } catch {
            logger.error("the mail queue cannot be read", metadata: ["error": "\(error)"])
        }
    }

    /// Leases mails that are due, as many as are sent at once, and sends them.
    ///
    /// - Returns: how many there were.
    func sendDue() async throws -> Int {
        let leased = try await storage.transaction { [schedule] tx in
            try tx.mail.lease(limit: schedule.concurrency, until: tx.now + schedule.lease)
        }
        // What has been leased is seen to its end, so that a shutdown leaves nothing half done.
        await withTaskGroup(of: Void.self) { group in
            for mail in leased { group.addTask { await Task { await send(mail) }.value } }
        }
        return leased.count
    }

    private func send(_ queued: QueuedMail) async {
        do {
            let failure = await attempt(queued)
            let next = failure.flatMap { schedule.next(after: queued, $0, at: Date()) }
            try await storage.transaction { tx in
                guard let failure else { return try tx.mail.markSent(queued.id) }
                try tx.mail.markFailed(queued, next: next.map { tx.now + $0 }, reason: failure.reason)
            }
        } catch {
            // The lease ends by itself, and the mail goes again.
            logger.error("a mail's outcome cannot be written down", metadata: ["error": "\(error)"])
        }
    }

    /// Sends one mail, and says in the log what became of it.
    private func attempt(_ queued: QueuedMail) async -> MailFailure? {
        var metadata: Logger.Metadata = ["mail": "\(queued.id)", "kind": "\(queued.kind.rawValue)"]
        do throws(MailFailure) {
            let mail = try open(queued)
            guard let message = try writer.write(mail, id: queued.id, at: Date()) else { return nil }
            metadata["recipient"] = "\(mail.recipient)"
            let place = try await deliver(message, queued.kind)
            if let place { metadata["file"] = "\(place)" }
            logger.notice("mail sent", metadata: metadata)
            return nil
        } catch {
            metadata["reason"] = "\(error.reason)"
            metadata["attempt"] = "\(queued.attempts)"
            let isOver = schedule.next(after: queued, error, at: Date()) == nil
            logger.log(
                level: isOver ? .error : .warning,
                isOver ? "mail given up" : "mail not sent; it is tried again",
                metadata: metadata
            )
            return error
        }
    }

    private func deliver(
        _ message: MailMessage,
        _ kind: OutgoingMail.Kind
    ) async throws(MailFailure) -> String? {
        let span = startSpan("send mail", ofKind: .client)
        span.attributes["latchkey.mail.kind"] = kind.rawValue
        defer { span.end() }
        do {
            return try await transport.deliver(message)
        } catch {
            span.recordError(error)
            throw error
        }
    }

    private func open(_ queued: QueuedMail) throws(MailFailure) -> OutgoingMail {
        do {
            return try queue.open(queued)
        } catch is MasterKeyMismatch {
            // Another node may have exchanged the master key a moment ago.
            throw .temporary("the queued mail cannot be decrypted")
        } catch {
            throw .permanent("the queued mail cannot be read")
        }
    }
}

extension MailWorker: CustomStringConvertible {
    /// The name alone, as logs show services.
    public var description: String { "MailWorker" }
}
