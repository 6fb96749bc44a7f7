import Foundation
import Glibc
import Testing

extension BlackBox {
    /// `LATCHKEY_CHAOS_KILLS` sets how often the server is killed; `make chaos` kills it 300 times.
    @Suite struct KillMatrixTests {
        private static let people = 8
        /// A kill at any moment of a start, too.
        private static let killsAtStart = 6
        private static let longestLoad = 300

        @Test(
            "killed again and again under load, it keeps all that it has answered and redeems nothing twice [A9] [E2]"
        )
        func kills() async throws {
            let environment = ProcessInfo.processInfo.environment
            let kills = environment["LATCHKEY_CHAOS_KILLS"].flatMap { Int($0) } ?? 25
            let folder = try TemporaryFolder()
            var people = (0..<Self.people).map { Person(number: $0) }
            let start = ContinuousClock.now
            for kill in 1...max(1, kills) {
                if kill % Self.killsAtStart == 0 { try await killWhileStarting(folder) }
                let server = try await Self.start(folder)
                people = try await together(people) {
                    try await $0.check(server)
                    try await $0.prepare(server)
                }
                people = try await load(people, server)
                if environment["LATCHKEY_PROGRESS"] != nil { Self.show(kill, of: kills) }
            }
            let server = try await Self.start(folder)
            people = try await together(people) { try await $0.check(server) }
            for name in people.flatMap(\.accounts) {
                #expect(try await server.logInPatiently(name).status == 200)
            }
            await server.end(by: SIGTERM)
            Self.print(people, kills, ContinuousClock.now - start)
        }

        private static func start(_ folder: TemporaryFolder) async throws -> Server {
            // A machine that stands still for a while must not turn a replay into a theft.
            try await Server.start(folder, environment: ["LATCHKEY_REFRESH_REPLAY_WINDOW": "600s"])
        }

        private func killWhileStarting(_ folder: TemporaryFolder) async throws {
            let program = try Program(
                Server.arguments(folder),
                environment: ["LATCHKEY_ISSUER": Server.issuer]
            )
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...80)))
            program.signal(SIGKILL)
            _ = await program.end()
        }

        /// Lets everybody at the server, and kills it at a moment that nobody knows.
        private func load(_ people: [Person], _ server: Server) async throws -> [Person] {
            let load = Task { try await together(people) { await $0.use(server) } }
            try await Task.sleep(for: .milliseconds(Int.random(in: 5...Self.longestLoad)))
            await server.end(by: SIGKILL)
            // The client would look for the server for a minute.
            load.cancel()
            return try await load.value
        }

        private func together(
            _ people: [Person],
            _ body: @escaping @Sendable (inout Person) async throws -> Void
        ) async throws -> [Person] {
            try await withThrowingTaskGroup(of: Person.self) { group in
                for person in people {
                    group.addTask {
                        var person = person
                        try await body(&person)
                        return person
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        private static func show(_ kill: Int, of kills: Int) {
            let end = kill == kills ? "\n" : ""
            FileHandle.standardError.write(Data("\r\u{1B}[K\(kill) of \(kills) kills\(end)".utf8))
        }

        private static func print(_ people: [Person], _ kills: Int, _ time: Duration) {
            let figures = people.reduce(into: Person.Figures()) { $0 += $1.figures }
            func list(_ counts: [String: Int]) -> String {
                counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            }
            Swift.print(
                """
                Kill matrix: \(kills) kills in \(Int(time / .seconds(1))) s, \(people.flatMap(\.accounts).count) accounts; \
                acknowledged: \(list(figures.acknowledged)); cut off: \(list(figures.unanswered))
                """
            )
        }
    }
}
