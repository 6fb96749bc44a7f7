import Foundation
import Testing

@testable import LatchkeyAccounts

/// Random steps taken by the system and by a model of it.
///
/// `LATCHKEY_MODEL_STEPS` sets how many, `LATCHKEY_MODEL_SEED` repeats a run.
@Suite(.serialized)
struct SessionModelTests {
    private static let stepsOfARun = 500

    @Test(
        "no interleaving of logins, refreshes, endings, crashes and time makes sessions differ from the model [A9] [B7]"
    )
    func sessionsFollowTheModel() async throws {
        let environment = ProcessInfo.processInfo.environment
        let steps = environment["LATCHKEY_MODEL_STEPS"].flatMap { Int($0) } ?? 100_000
        let seed = environment["LATCHKEY_MODEL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000_000)
        print("Model: \(steps) steps, LATCHKEY_MODEL_SEED=\(seed)")
        let start = ContinuousClock.now
        let runs = (steps + Self.stepsOfARun - 1) / Self.stepsOfARun
        var progress = SoakProgress(total: runs, unit: "runs")
        let failure = try await withThrowingTaskGroup(of: Failure?.self) { group in
            var next = 0
            for _ in 0..<min(runs, 3) {
                let number = next
                group.addTask { try await Self.run(seed &+ UInt64(number)) }
                next += 1
            }
            while let failure = try await group.next() {
                if let failure { return failure as Failure? }
                progress.advance()
                guard next < runs else { continue }
                let number = next
                group.addTask { try await Self.run(seed &+ UInt64(number)) }
                next += 1
            }
            return nil
        }
        guard let failure else {
            return print(
                "Model: \(runs * Self.stepsOfARun) steps in \(ContinuousClock.now - start), no difference"
            )
        }
        Issue.record("\(try await failure.report())")
    }

    @Test("the model finds a system that is put together wrongly", arguments: Fault.allCases)
    func findsFaults(_ fault: Fault) async throws {
        var found: ModelRun.Difference?
        for seed in UInt64(0)..<60 where found == nil {
            found = try await ModelRun.difference(of: Self.steps(seed), settings: fault.settings)
        }
        #expect(found != nil)
    }

    /// What somebody might get wrong.
    enum Fault: String, CaseIterable, Sendable {
        case longWindow, noWindow, oneReplayMore, sharedForLonger, longIdle, longAbsolute
        case revocationsForgotten, revocationsNotReadAtTheStart

        var settings: ModelProcess.Settings {
            var settings = ModelProcess.Settings.right
            switch self {
            case .longWindow: settings.policy.replayWindow += 0.5
            case .noWindow: settings.policy.replayWindow = 0
            case .oneReplayMore: settings.policy.replayLimit += 1
            case .sharedForLonger: settings.policy.sharedGenerationLimit += 1
            case .longIdle: settings.policy.idleLifetime += 1
            case .longAbsolute: settings.policy.absoluteLifetime += 1
            case .revocationsForgotten: settings.remembersRevocations = false
            case .revocationsNotReadAtTheStart: settings.readsRevocations = false
            }
            return settings
        }
    }

    /// A run that the system did not take as the model did.
    private struct Failure: Sendable {
        let seed: UInt64
        let difference: ModelRun.Difference

        /// The shortest way found to the difference.
        func report() async throws -> String {
            let steps = Array(SessionModelTests.steps(seed).prefix(difference.step))
            let short = try await Shrinking.shortest(steps) {
                try await ModelRun.difference(of: $0) != nil
            }
            let last = try await ModelRun.difference(of: short) ?? difference
            let lines = short.suffix(50).enumerated().map { "  \($0.offset + 1). \($0.element)" }
            return """
                \(difference.what), after \(difference.step) steps; repeat it with LATCHKEY_MODEL_SEED=\(seed)
                shortened to \(short.count) steps, \(last.what):
                \(lines.joined(separator: "\n"))
                """
        }
    }

    private static func run(_ seed: UInt64) async throws -> Failure? {
        try await ModelRun.difference(of: steps(seed)).map { Failure(seed: seed, difference: $0) }
    }

    private static func steps(_ seed: UInt64) -> [Step] {
        var random = SeededGenerator(seed: seed)
        return Step.sequence(of: stepsOfARun, using: &random)
    }
}
