import Foundation
import LatchkeyAccounts
import LatchkeySQLite
import LatchkeyTokens
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import LatchkeyMail

@Suite("Mail worker")
struct MailWorkerTests {
    /// Takes mails, or fails as often as it is told to.
    private final class Recorder: MailTransport {
        private let failures: Mutex<[MailFailure]>
        private let taken = Mutex<[UUIDv7]>([])
        let arrivals: AsyncStream<UUIDv7>
        private let arrival: AsyncStream<UUIDv7>.Continuation

        init(failing failures: [MailFailure] = []) {
            self.failures = Mutex(failures)
            (arrivals, arrival) = AsyncStream.makeStream()
        }

        var mails: [UUIDv7] { taken.withLock { $0 } }

        func deliver(_ message: MailMessage) async throws(MailFailure) -> String? {
            let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let failure { throw failure }
            taken.withLock { $0.append(message.id) }
            arrival.yield(message.id)
            return nil
        }
    }

    private final class Clock: Sendable {
        private let time = Mutex(Date())
        var now: Date { time.withLock { $0 } }
        func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
    }

    private struct Setup: Sendable {
        let folder: String
        let clock = Clock()
        let storage: SQLiteStorage
        let queue: MailQueue
        let recorder: Recorder

        init(failing failures: [MailFailure] = []) throws {
            folder = NSTemporaryDirectory() + "latchkey-worker-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            storage = try SQLiteStorage(path: folder + "/latchkey.db") { [clock] in clock.now }
            queue = MailQueue(masterKey: MasterKey())
            recorder = Recorder(failing: failures)
        }

        func worker() throws -> MailWorker {
            var schedule = MailSchedule()
            schedule.pollInterval = 3600
            return MailWorker(
                storage: storage,
                queue: queue,
                writer: MailWriter(
                    sender: try #require(MailAddress("no-reply@auth.example.org")),
                    product: "Notes"
                ),
                transport: recorder,
                schedule: schedule,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }

        func enqueue(_ kind: OutgoingMail.Kind = .magicLink) async throws {
            let mail = OutgoingMail(
                kind,
                to: "ada@example.org",
                language: .english,
                values: [.link: "https://x"]
            )
            try await storage.transaction { [queue] tx in try queue.enqueue(mail, in: tx) }
        }
    }

    @Test("sends each mail once, and nothing for those that stand for nobody")
    func sends() async throws {
        let setup = try Setup()
        defer { try? FileManager.default.removeItem(atPath: setup.folder) }
        for kind in [OutgoingMail.Kind.magicLink, .none, .passwordReset] { try await setup.enqueue(kind) }
        let worker = try setup.worker()
        for _ in 0..<3 { await worker.sendAllDue() }
        #expect(setup.recorder.mails.count == 2)
        setup.clock.advance(by: 86_400)
        await worker.sendAllDue()
        #expect(setup.recorder.mails.count == 2)
    }

    @Test("two workers send forty mails once each")
    func twoWorkers() async throws {
        let setup = try Setup()
        defer { try? FileManager.default.removeItem(atPath: setup.folder) }
        for _ in 0..<40 { try await setup.enqueue() }
        let workers = [try setup.worker(), try setup.worker()]
        await withTaskGroup(of: Void.self) { group in
            for worker in workers { group.addTask { await worker.sendAllDue() } }
        }
        #expect(setup.recorder.mails.count == 40)
        #expect(Set(setup.recorder.mails).count == 40)
    }

    @Test("tries a mail again later and later, and no earlier than it should")
    func backOff() async throws {
        let failure = MailFailure.temporary("451")
        let setup = try Setup(failing: [failure, failure, failure])
        defer { try? FileManager.default.removeItem(atPath: setup.folder) }
        try await setup.enqueue()
        let worker = try setup.worker()
        #expect(try await worker.sendDue() == 1)
        for wait in [10.0, 20, 40] {
            setup.clock.advance(by: wait - 0.1)
            #expect(try await worker.sendDue() == 0)
            setup.clock.advance(by: wait * 0.25 + 0.2)
            #expect(try await worker.sendDue() == 1)
        }
        #expect(setup.recorder.mails.count == 1)
    }

    @Test("gives up what will never be taken, and what was tried for three days")
    func givesUp() async throws {
        let setup = try Setup(failing: [.permanent("550")])
        defer { try? FileManager.default.removeItem(atPath: setup.folder) }
        try await setup.enqueue()
        let worker = try setup.worker()
        await worker.sendAllDue()
        setup.clock.advance(by: 7 * 86_400)
        #expect(try await worker.sendDue() == 0)
        let schedule = MailSchedule()
        let mail = QueuedMail(
            id: UUIDv7(at: testTime),
            kind: .unlock,
            recipientDigest: [],
            sealed: [],
            createdAt: testTime,
            attempts: 60
        )
        let wait = try #require(schedule.next(after: mail, .temporary("451"), at: testTime + 259_199))
        #expect((3600...4500).contains(wait))
        #expect(schedule.next(after: mail, .temporary("451"), at: testTime + 259_200) == nil)
    }

    @Test("a mail whose sender died is sent when its lease is over")
    func crash() async throws {
        let setup = try Setup()
        defer { try? FileManager.default.removeItem(atPath: setup.folder) }
        try await setup.enqueue()
        _ = try await setup.storage.transaction { tx in try tx.mail.lease(limit: 1, until: tx.now + 130) }
        let worker = try setup.worker()
        #expect(try await worker.sendDue() == 0)
        setup.clock.advance(by: 130)
        #expect(try await worker.sendDue() == 1)
        #expect(setup.recorder.mails.count == 1)
    }

    @Test(
        "wakes at once when a mail is queued in this process, and ends when it is told to",
        .timeLimit(.minutes(5))
    )
    func wakes() async throws {
        let setup = try Setup()
        defer { try? FileManager.default.removeItem(atPath: setup.folder) }
        let worker = try setup.worker()
        let group = ServiceGroup(
            services: [worker],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        async let run: Void = group.run()
        var arrivals = setup.recorder.arrivals.makeAsyncIterator()
        for _ in 0..<3 {
            try await setup.enqueue()
            setup.queue.wake()
            #expect(await arrivals.next() != nil)
        }
        await group.triggerGracefulShutdown()
        try await run
    }
}
