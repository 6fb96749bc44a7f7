import Foundation
import Glibc
import LatchkeyJOSE
import Testing

extension BlackBox {
    /// `LATCHKEY_CHAOS_ONE_TIME_KILLS` sets how often the server is killed.
    @Suite struct OneTimeKillTests {
        private static let first = "copper heron walks at ten"
        private static let second = "copper heron walks at eleven"
        private static let longestLoad = 250

        /// What came of redeeming one thing twice at once, until the kill.
        private struct Attempt: Sendable {
            let thing: OneTimeThing
            let acknowledged: Int
        }

        @Test("killed while links, codes and invitations are redeemed, it redeems each once at most [E2]")
        func kills() async throws {
            let environment = ProcessInfo.processInfo.environment
            let kills = environment["LATCHKEY_CHAOS_ONE_TIME_KILLS"].flatMap { Int($0) } ?? 10
            let folder = try TemporaryFolder()
            try await makeAdministrator(folder)
            var counts: [String: Int] = [:]
            var server = try await Self.start(folder)
            for kill in 1...max(1, kills) {
                let things = try await ask(server, folder, round: kill)
                let attempts = try await redeem(things, server)
                server = try await Self.start(folder)
                for attempt in attempts {
                    let outcome = try await check(attempt, server)
                    counts["\(attempt.thing.kind) \(outcome)", default: 0] += 1
                }
            }
            await server.end(by: SIGTERM)
            let list = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            print("One-time things: \(kills) kills; \(list.joined(separator: ", "))")
        }

        private static func start(_ folder: TemporaryFolder) async throws -> Server {
            try await Server.start(
                folder,
                environment: [
                    "LATCHKEY_LIMITS_MAILS_PER_HOUR": "1000000",
                    "LATCHKEY_LIMITS_MAILS_PER_RECIPIENT": "1000000",
                    "LATCHKEY_LIMITS_MAILS_PER_RECIPIENT_IN_ALL": "1000000",
                ]
            )
        }

        private func makeAdministrator(_ folder: TemporaryFolder) async throws {
            let row = #"{"email":"admin@example.org","password":"\#(Server.password)","roles":["admin"]}"#
            try folder.write(Data(row.utf8), to: "admin.jsonl")
            let run = try await Program.run([
                "account", "import", folder.path + "/admin.jsonl", "--data", folder.data,
            ])
            try #require(run.status == 0, "\(run.error)")
        }

        private func ask(
            _ server: Server,
            _ folder: TemporaryFolder,
            round: Int
        ) async throws -> [OneTimeThing] {
            let admin = try Tokens(try await server.logIn("admin")).access
            let outbox = OneTimeThing.Outbox(path: folder.data + "/outbox")
            var things: [OneTimeThing] = []
            for kind in OneTimeThing.Kind.allCases {
                let name = "\(kind.rawValue)\(round)"
                if kind != .invitation { _ = try await server.signUp(name) }
                things.append(try await OneTimeThing.ask(kind, name, server, outbox, admin: admin))
            }
            return things
        }

        /// Redeems each twice at once, and kills the server at a moment that nobody knows.
        private func redeem(_ things: [OneTimeThing], _ server: Server) async throws -> [Attempt] {
            let load = Task {
                await withTaskGroup(of: Attempt.self) { group in
                    for thing in things { group.addTask { await Self.attempt(thing, server) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...Self.longestLoad)))
            await server.end(by: SIGKILL)
            load.cancel()
            return await load.value
        }

        private static func attempt(_ thing: OneTimeThing, _ server: Server) async -> Attempt {
            async let one = try? await thing.redeem(server, password: first)
            async let other = try? await thing.redeem(server, password: first)
            let answers = await [one, other]
            return Attempt(thing: thing, acknowledged: answers.count { $0 == true })
        }

        /// Redeems it once more, and looks which of the redemptions has had its effect.
        private func check(_ attempt: Attempt, _ server: Server) async throws -> String {
            let thing = attempt.thing
            #expect(attempt.acknowledged <= 1, "\(thing.kind): redeemed twice before the kill")
            let isRedeemedNow = try await thing.redeem(server, password: Self.second)
            if attempt.acknowledged == 1 {
                #expect(!isRedeemedNow, "\(thing.kind): redeemed before the kill and after it")
            }
            if let hasTaken = try await thing.hasTaken(Self.first, server) {
                #expect(hasTaken != isRedeemedNow, "\(thing.kind): both redemptions or none")
            }
            if attempt.acknowledged == 1 { return "acknowledged" }
            return isRedeemedNow ? "not begun" : "done without an answer"
        }
    }
}
