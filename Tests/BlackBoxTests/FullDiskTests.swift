import Foundation
import Glibc
import LatchkeyJOSE
import NIOHTTP1
import Testing

extension BlackBox {
    @Suite struct FullDiskTests {
        @Test("a disk that takes nothing more is 503, not ready, and good again when there is room")
        func limitedFiles() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let tokens = try await server.signUp()
            #expect(try await server.get("/health/ready").status == 200)
            // The system itself refuses what the server would write beyond what is there, from now on.
            try await limitFiles(of: server, to: "4096")
            let login = try await server.logIn()
            #expect(login.status == 503)
            #expect(login.code == "unavailable")
            #expect(login.headers.first(name: "Retry-After") == "10")
            let refresh = try await server.refresh(tokens)
            #expect(refresh.status == 503)
            let ready = try await unready(server)
            #expect(ready?.code == "unavailable")
            #expect(try ready?.json.strings("failing") == ["database"])
            // What needs no disk goes on.
            #expect(try await server.me(tokens).status == 200)
            #expect(try await server.get("/health/live").status == 200)

            try await limitFiles(of: server, to: "unlimited")
            #expect(try await server.logIn().status == 200)
            #expect(try await server.refresh(tokens).status == 200)
            #expect(await server.end(by: SIGTERM).status == 0)
        }

        /// Readiness remembers a good commit for a second.
        private func unready(_ server: Server) async throws -> Server.Answer? {
            let deadline = ContinuousClock.now + .seconds(30)
            while ContinuousClock.now < deadline {
                let answer = try await server.get("/health/ready")
                if answer.status == 503 { return answer }
            }
            return nil
        }

        private func limitFiles(of server: Server, to limit: String) async throws {
            let arguments = ["--pid", "\(server.program.identifier)", "--fsize=\(limit):unlimited"]
            let outcome = try await Program(arguments, path: "/usr/bin/prlimit").end()
            try #require(outcome.status == 0, "\(outcome.error)")
        }
    }
}
