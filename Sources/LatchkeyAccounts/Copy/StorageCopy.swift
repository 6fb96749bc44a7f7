import FoundationEssentials
import LatchkeyTokens

/// Copies everything that one database holds to another one, of the same kind or not.
///
/// Page by page, each durable together with how far it has come: a run that was killed, or whose database went away,
/// is gone on with by the next one. At the end both databases are read again and compared, and only when they hold the
/// same does the target open for servers.
///
/// ```swift
/// let report = try StorageCopy(from: source, to: target).run { step in print(step.done, step.total) }
/// ```
public struct StorageCopy {
    /// How far a run has come.
    public struct Step: Sendable {
        /// What is done with a table.
        public enum Work: Sendable {
            /// Its rows are copied.
            case copying
            /// Its rows are read on both sides.
            case comparing
        }

        /// What is done.
        public let work: Work
        /// With which table.
        public let table: String
        /// How many rows of all tables have been copied or read, each counted three times when everything is done.
        public let done: Int
        /// What `done` will be in the end.
        public let total: Int
    }

    private let source: any CopySource
    private let target: any CopyTarget
    private let run = UUIDv7(at: .now)

    /// Copies from one to the other.
    public init(from source: any CopySource, to target: any CopyTarget) {
        (self.source, self.target) = (source, target)
    }

    /// What would be copied: the tables that have rows, and how many.
    ///
    /// - Throws: ``CopyError`` for a target that would be refused.
    public static func plan(
        from source: any CopySource,
        to target: (any CopyTarget)?,
        restarting: Bool = false
    ) throws -> [(table: String, rows: Int)] {
        if let target, let progress = try target.progress() {
            try check(progress, of: source, restarting, target)
        } else if let target, let table = try target.firstUsedTable(),
            try target.identity() != source.identity()
        {
            throw CopyError.targetInUse(target.name, table: table)
        }
        return try StoredTable.all.map { ($0.name, try source.count(of: $0)) }
    }

    /// Copies what is not there yet, and compares both databases.
    ///
    /// - Parameters:
    ///   - restarting: throw away what an earlier run has copied.
    ///   - report: told of every page; what it throws ends the run.
    /// - Returns: what both databases hold; when that differs, the target opens for nobody.
    /// - Throws: ``CopyError``, what the back ends throw, and what `report` throws.
    public func run(
        restarting: Bool = false,
        report: (Step) throws -> Void = { _ in }
    ) throws -> CopyReport {
        let total = try StoredTable.all.reduce(0) { try $0 + source.count(of: $1) }
        var meter = Meter(total: total * 3)
        guard let progress = try start(restarting) else {
            // Whoever was killed between the last step and the answer asks again.
            meter.done = total
            return CopyReport(tables: try compare(&meter, report), copied: 0, wasThere: true)
        }
        meter.done = progress.rows
        let rows = try copy(progress, &meter, report)
        try target.transaction { try target.settle() }
        meter.done = total
        let tables = try compare(&meter, report)
        let result = CopyReport(tables: tables, copied: rows - progress.rows, wasThere: false)
        if result.isEqual { try target.transaction { try target.finish() } }
        return result
    }

    // MARK: Beginning

    /// Where to go on; `nil` when the target holds a whole copy already.
    private func start(_ restarting: Bool) throws -> CopyProgress? {
        guard var progress = try target.progress() else { return try begin() }
        try Self.check(progress, of: source, restarting, target)
        progress.run = run
        guard restarting else {
            try target.transaction { try target.resume(run) }
            return progress
        }
        let beginning = try beginning()
        try target.transaction {
            try target.resume(run)
            for table in StoredTable.all.reversed() where !table.isSingular {
                try target.removeAll(from: table)
            }
            guard try target.save(beginning) else { throw CopyError.otherRun(target.name) }
        }
        return beginning
    }

    private func begin() throws -> CopyProgress? {
        let beginning = try beginning()
        var isThere = false
        try target.transaction {
            if let table = try target.firstUsedTable() {
                guard try target.identity() == beginning.source else {
                    throw CopyError.targetInUse(target.name, table: table)
                }
                isThere = true
            } else {
                try target.begin(beginning)
            }
        }
        return isThere ? nil : beginning
    }

    private func beginning() throws -> CopyProgress {
        CopyProgress(
            source: try source.identity(),
            run: run,
            table: StoredTable.all.first?.name ?? "",
            key: nil,
            rows: 0
        )
    }

    private static func check(
        _ progress: CopyProgress,
        of source: any CopySource,
        _ restarting: Bool,
        _ target: any CopyTarget
    ) throws {
        guard try restarting || progress.source == source.identity() else {
            throw CopyError.otherSource(target.name)
        }
        guard StoredTable.all.contains(where: { $0.name == progress.table }) else {
            throw CopyError.unreadable(target.name)
        }
    }

    // MARK: Copying

    /// Copies everything from there on; returns how many rows of the source are in the target then.
    private func copy(
        _ progress: CopyProgress,
        _ meter: inout Meter,
        _ report: (Step) throws -> Void
    ) throws -> Int {
        var progress = progress
        for table in StoredTable.all.drop(while: { $0.name != progress.table }) {
            if progress.table != table.name { (progress.table, progress.key) = (table.name, nil) }
            var pages = TablePages(of: table, in: source, after: progress.key)
            while let page = try pages.next() {
                progress.key = page.last.map(table.key(of:))
                progress.rows += page.count
                try keep(page, of: table, progress)
                try report(meter.step(.copying, table, rows: page.count))
            }
        }
        return progress.rows
    }

    private func keep(_ page: [[StoredValue]], of table: StoredTable, _ progress: CopyProgress) throws {
        try target.transaction {
            // First, so that of two runs only one goes on.
            guard try target.save(progress) else { throw CopyError.otherRun(target.name) }
            try target.insert(page, into: table)
        }
    }

    // MARK: Comparing

    private func compare(
        _ meter: inout Meter,
        _ report: (Step) throws -> Void
    ) throws -> [CopyReport.Table] {
        try StoredTable.all.map { table in
            CopyReport.Table(
                name: table.name,
                source: try digest(of: table, in: source, &meter, report),
                target: try digest(of: table, in: target, &meter, report)
            )
        }
    }

    private func digest(
        of table: StoredTable,
        in database: any CopySource,
        _ meter: inout Meter,
        _ report: (Step) throws -> Void
    ) throws -> TableDigest {
        var builder = TableDigestBuilder()
        var pages = TablePages(of: table, in: database)
        while let page = try pages.next() {
            builder.add(page)
            try report(meter.step(.comparing, table, rows: page.count))
        }
        return builder.finish()
    }

    /// Counts rows for whoever watches.
    private struct Meter {
        var done = 0
        let total: Int

        init(total: Int) { self.total = total }

        mutating func step(_ work: Step.Work, _ table: StoredTable, rows: Int) -> Step {
            done += rows
            return Step(work: work, table: table.name, done: done, total: total)
        }
    }
}
