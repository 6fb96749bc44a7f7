import Foundation
import Glibc
import LatchkeyJOSE
import Testing

extension BlackBox {
    @Suite struct WebhookTests {
        @Test("a receiver gets what happened, signed, once while it answers, and 500 and 302 again [D5]")
        func delivers() async throws {
            let folder = try TemporaryFolder()
            let receiver = try await WebhookReceiver(folder, answers: [200, 500, 200])
            let server = try await Server.start(folder, environment: receiver.settings)
            let ada = try await server.signUp()
            _ = try await receiver.wait { $0.count == 1 }
            _ = try await server.logIn()
            // The second attempt comes after twenty seconds.
            let requests = try await receiver.wait { $0.count == 3 }
            #expect(requests.allSatisfy { $0.isSigned })
            #expect(requests.allSatisfy { $0.account == ada.account })
            #expect(requests.map(\.type) == ["account.created", "account.signed_in", "account.signed_in"])
            #expect(requests[1].id == requests[2].id)
            #expect(requests[0].id != requests[1].id)
            await server.end(by: SIGTERM)
            await receiver.end()
        }

        @Test("a server that is killed again and again, and a receiver that dies, lose none [D3]")
        func kill() async throws {
            let folder = try TemporaryFolder()
            var receiver = try await WebhookReceiver(folder, answers: [0])
            let settings = receiver.settings
            let port = receiver.port
            var accounts: Set<String> = []
            for round in 0..<3 {
                let server = try await Server.start(folder, environment: settings)
                for number in 0..<4 {
                    accounts.insert(try await server.signUp("u\(round)-\(number)").account)
                }
                // In the midst of attempts that are not answered, or before they begin.
                if round > 0 { _ = try await receiver.wait { !$0.isEmpty } }
                await server.end(by: SIGKILL)
            }
            await receiver.end()
            receiver = try await WebhookReceiver(folder, answers: [200], port: port)
            let server = try await Server.start(folder, environment: settings)
            let delivered = try await receiver.wait { requests in
                Set(requests.filter { $0.answer == 200 }.compactMap(\.account)) == accounts
            }
            #expect(delivered.allSatisfy { $0.isSigned })
            // One message for each account, however often it came.
            #expect(Set(delivered.map(\.id)).count == accounts.count)
            await server.end(by: SIGTERM)
            await receiver.end()
        }
    }
}
