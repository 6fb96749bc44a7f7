import Foundation
import Testing

extension BlackBox {
    /// What the server keeps of the system's memory.
    @Suite struct MemoryTests {
        @Test(
            "with nothing to do the server gives back the code that only its start needed, and answers as before"
        )
        func rest() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let busy = try residentCode(of: server)
            _ = try await server.signUp()
            let deadline = Date() + 60
            while try residentCode(of: server) * 2 > busy {
                try #require(Date() < deadline, "\(busy) kB of code, and as many after a minute of rest")
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await server.logIn().status == 200)
            #expect(await server.end(by: SIGTERM).status == 0)
        }

        /// How many kB of what may be run are in memory.
        private func residentCode(of server: Server) throws -> Int {
            let parts = try String(
                contentsOfFile: "/proc/\(server.program.identifier)/smaps",
                encoding: .utf8
            )
            var isCode = false
            var total = 0
            for line in parts.split(separator: "\n") {
                let fields = line.split(separator: " ")
                if fields.count > 4 { isCode = fields[1] == "r-xp" }
                if isCode, fields.first == "Rss:", fields.count == 3 { total += Int(fields[1]) ?? 0 }
            }
            return total
        }
    }
}
