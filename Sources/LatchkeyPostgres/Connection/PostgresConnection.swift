import CPostgres
import Foundation

/// One connection, used by one thread at a time.
///
/// Statements go in pipelines: what is queued travels with the next statement whose answer is needed, so that a `BEGIN`
/// or a note at the end of a transaction costs no round trip of its own.
final class PostgresConnection {
    /// What comes back, in the order in which it was sent.
    private enum Expectation {
        case preparation(sql: String)
        case answer
    }

    private let handle: OpaquePointer
    private let target: ConnectionTarget
    private let client: ClientLibrary
    /// Whether statements are prepared once under a name; a pooler that changes connections between transactions mixes
    /// them up.
    private let namesStatements: Bool
    /// How long to wait for an answer before the connection counts as lost.
    private var patience: Duration
    private var names: [String: String] = [:]
    private var namesGiven = 0
    private var queue: [Statement] = []
    private(set) var isLost = false

    /// Connects.
    ///
    /// - Throws: ``PostgresStorageError``.
    init(
        _ target: ConnectionTarget,
        namesStatements: Bool,
        patience: Duration
    ) throws(PostgresStorageError) {
        (self.target, client) = (target, target.client)
        self.namesStatements = namesStatements
        self.patience = patience
        guard let handle = Self.connect(target) else { throw .outOfMemory }
        self.handle = handle
        guard client.PQstatus(handle) == CONNECTION_OK else {
            throw PostgresStorageError(
                connecting: target,
                reason: target.redacted(client.PQerrorMessage(handle))
            )
        }
        // Notices are for people at a terminal; libpq would write them to standard error.
        _ = client.PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard client.PQsetnonblocking(handle, 1) == 0, client.PQenterPipelineMode(handle) == 1 else {
            throw .cannotConnect(server: target.name, reason: target.redacted(client.PQerrorMessage(handle)))
        }
    }

    deinit {
        client.PQfinish(handle)
    }

    /// Waits this long for every answer from now on.
    func wait(_ patience: Duration) { self.patience = patience }

    /// Sends a statement along with the next one whose answer is needed.
    func enqueue(_ statement: Statement) { queue.append(statement) }

    /// Uses the connection no more: whoever wants one makes another.
    func giveUp() { isLost = true }

    /// How many statements wait for the next one.
    var queueLength: Int { queue.count }

    /// Forgets what is queued.
    func forgetQueue() { queue = [] }

    /// Sends what is queued and a statement, and returns the answer to that one.
    func execute(_ statement: Statement) throws -> QueryResult {
        guard let answer = try execute([statement]).last else { throw lost("no answer") }
        return answer
    }

    /// Sends what is queued and some statements in one go, and returns the answers to those.
    ///
    /// - Throws: ``ServerRefusal`` of the first statement that failed, those behind it were not run;
    ///   ``LostConnection``.
    func execute(_ statements: [Statement]) throws -> [QueryResult] {
        let queued = queue
        queue = []
        var expectations: [Expectation] = []
        for statement in queued + statements { try send(statement, &expectations) }
        guard client.PQpipelineSync(handle) == 1 else { throw lost() }
        return Array(try receive(expectations).dropFirst(queued.count))
    }

    // MARK: Sending

    private func send(_ statement: Statement, _ expectations: inout [Expectation]) throws {
        let values = BoundValues(statement.values)
        let isSent: Int32
        if namesStatements {
            let name = try self.name(of: statement.sql, &expectations)
            isSent = values.withPointers { client.PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 1) }
        } else {
            isSent = values.withPointers {
                client.PQsendQueryParams(handle, statement.sql, $0, nil, $1, $2, $3, 1)
            }
        }
        guard isSent == 1 else { throw lost() }
        expectations.append(.answer)
    }

    /// The name of a prepared statement; sends it to be prepared the first time.
    private func name(of sql: String, _ expectations: inout [Expectation]) throws -> String {
        if let name = names[sql] { return name }
        namesGiven += 1
        let name = "latchkey_\(namesGiven)"
        guard client.PQsendPrepare(handle, name, sql, 0, nil) == 1 else { throw lost() }
        names[sql] = name
        expectations.append(.preparation(sql: sql))
        return name
    }

    // MARK: Receiving

    private func receive(_ expectations: [Expectation]) throws -> [QueryResult] {
        var answers: [QueryResult] = []
        var refusal: ServerRefusal?
        for expectation in expectations {
            let result = try nextResult()
            // A NULL ends the results of each statement.
            guard try nextRaw() == nil else { throw lost("an answer too many") }
            switch (expectation, result.status) {
            case (.preparation, PGRES_COMMAND_OK): break
            case (.answer, PGRES_COMMAND_OK), (.answer, PGRES_TUPLES_OK): answers.append(result)
            case (_, PGRES_PIPELINE_ABORTED): forget(expectation)
            case (_, PGRES_FATAL_ERROR):
                forget(expectation)
                refusal = refusal ?? result.refusal
            default: throw lost("an answer out of turn")
            }
        }
        guard try nextResult().status == PGRES_PIPELINE_SYNC else { throw lost("no end of the answers") }
        guard let refusal else { return answers }
        if refusal.endsConnection { throw lost(refusal.message) }
        throw refusal
    }

    /// A statement that was not prepared is prepared the next time, under another name.
    private func forget(_ expectation: Expectation) {
        guard case .preparation(let sql) = expectation else { return }
        names[sql] = nil
    }

    private func nextResult() throws -> QueryResult {
        guard let result = try nextRaw() else { throw lost("an answer is missing") }
        return QueryResult(result, client)
    }

    /// The next result, as soon as it is there; `nil` at the end of a statement's results.
    private func nextRaw() throws -> OpaquePointer? {
        let deadline = ContinuousClock.now + patience
        while client.PQisBusy(handle) == 1 {
            let unsent = client.PQflush(handle)
            guard unsent >= 0 else { throw lost() }
            try waitFor(unsent == 1 ? Int16(POLLIN | POLLOUT) : Int16(POLLIN), until: deadline)
            guard client.PQconsumeInput(handle) == 1 else { throw lost() }
        }
        guard client.PQstatus(handle) == CONNECTION_OK else { throw lost() }
        return client.PQgetResult(handle)
    }

    private func waitFor(_ events: Int16, until deadline: ContinuousClock.Instant) throws {
        var descriptor = pollfd(fd: client.PQsocket(handle), events: events, revents: 0)
        while true {
            let rest = deadline - ContinuousClock.now
            guard rest > .zero, descriptor.fd >= 0 else { throw lost("no answer in time") }
            let milliseconds =
                rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000
            let ready = poll(&descriptor, 1, Int32(clamping: max(milliseconds, 1)))
            if ready > 0 { return }
            guard ready == 0 || errno == EINTR else { throw lost("poll failed") }
        }
    }

    private func lost(_ reason: String? = nil) -> LostConnection {
        isLost = true
        return LostConnection(reason: reason ?? target.redacted(client.PQerrorMessage(handle)))
    }

    // MARK: Notifications

    /// Waits for a notification, and returns their channels' payloads; none when the time is over.
    func notifications(within duration: Duration) throws -> [String] {
        let deadline = ContinuousClock.now + duration
        while true {
            guard client.PQconsumeInput(handle) == 1 else { throw lost() }
            let payloads = pendingNotifications()
            guard payloads.isEmpty, ContinuousClock.now < deadline else { return payloads }
            var descriptor = pollfd(fd: client.PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard descriptor.fd >= 0 else { throw lost("no socket") }
            _ = poll(&descriptor, 1, 250)
        }
    }

    private func pendingNotifications() -> [String] {
        var payloads: [String] = []
        while let notification = client.PQnotifies(handle) {
            payloads.append(notification.pointee.extra.map { String(cString: $0) } ?? "")
            client.PQfreemem(notification)
        }
        return payloads
    }

    // MARK: Connecting

    private static func connect(_ target: ConnectionTarget) -> OpaquePointer? {
        // What the URL says comes last and wins.
        let settings = [
            ("application_name", "latchkey"), ("connect_timeout", "5"), ("tcp_user_timeout", "10000"),
            ("keepalives_idle", "30"), ("dbname", target.url), ("client_encoding", "UTF8"),
        ]
        return withCStrings(settings.map(\.0)) { keywords in
            withCStrings(settings.map(\.1)) { values in target.client.PQconnectdbParams(keywords, values, 1) }
        }
    }

    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}
