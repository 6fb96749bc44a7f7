import LatchkeyJOSE
import Testing

extension BlackBox {
    @Suite struct WalkTests {
        private static let invalid = "Bearer error=\"invalid_token\""

        @Test(
            "sign up, log in, be recognised, refresh, be caught, log out [A1] [A6] [A9] [B2] [B5] [D4] [E3]"
        )
        func walk() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let signedUp = try await server.signUp()
            let first = try Tokens(try await server.logIn())
            #expect(first.account == signedUp.account)
            let me = try await server.me(first)
            #expect(me.status == 200)
            #expect(try me.json["email"] == "ada@example.org")
            #expect(try me.json["id"] == .string(first.account))

            let second = try Tokens(try await server.refresh(first))
            #expect(second.refresh != first.refresh)
            let again = try Tokens(try await server.refresh(first))
            #expect(again.refresh == second.refresh)
            let third = try Tokens(try await server.refresh(second))
            let caught = try await server.refresh(first)
            #expect(caught.status == 401)
            #expect(caught.code == "refresh_reused")
            #expect(caught.challenge == Self.invalid)
            for tokens in [first, second, third] {
                let refused = try await server.me(tokens)
                #expect(refused.status == 401)
                #expect(refused.code == "token_revoked")
                #expect(refused.challenge == Self.invalid)
                #expect(try await server.refresh(tokens).code == "session_revoked")
            }

            #expect(try await server.me(signedUp).status == 200)
            #expect(try await server.post("/api/logout", bearer: signedUp.access).status == 204)
            let loggedOut = try await server.me(signedUp)
            #expect(loggedOut.status == 401)
            #expect(loggedOut.challenge == Self.invalid)
            let nobody = try await server.get("/api/me")
            #expect(nobody.status == 401)
            #expect(nobody.challenge == "Bearer")
        }

        @Test("fifty refreshes with one token at once: one rotation, nobody is logged out [B5]")
        func parallelRefreshes() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let first = try await server.signUp()
            let all = try await withThrowingTaskGroup(of: Tokens.self) { group in
                for _ in 0..<50 { group.addTask { try Tokens(try await server.refresh(first)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(all.map(\.refresh)).count == 1)
            for tokens in all { #expect(try await server.me(tokens).status == 200) }
            #expect(try await server.refresh(all[0]).status == 200)
        }

        @Test("ten sign-ups at once with one address: one 201, the others 409 [D4]")
        func parallelSignUps() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await server.post(
                            "/api/signup",
                            ["email": "ada@example.org", "password": .string(Server.password)]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + [Int](repeating: 409, count: 9))
        }

        @Test("an unknown address and a wrong password are told apart neither by body nor by time [D4]")
        func oneAnswer() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let clock = ContinuousClock()
            for number in 0..<15 { _ = try await server.signUp("user\(number)") }
            var known: [Duration] = []
            var unknown: [Duration] = []
            var bodies: Set<String> = []
            for number in 0..<15 {
                for (name, isKnown) in [("user\(number)", true), ("nobody\(number)", false)] {
                    let start = clock.now
                    let answer = try await server.logIn(name, password: Server.wrongPassword)
                    let time = clock.now - start
                    #expect(answer.status == 401)
                    let members = try answer.json.members.filter { $0.name != "request_id" }
                    bodies.insert(try JSONObject(members: members).json())
                    if isKnown { known.append(time) } else { unknown.append(time) }
                }
            }
            #expect(bodies.count == 1)
            // The quickest are lengthened least by other work on the machine.
            let quickest = (known.sorted()[2], unknown.sorted()[2])
            #expect(quickest.0 < quickest.1 * 2 && quickest.1 < quickest.0 * 2, "\(quickest)")
        }

        @Test("account lock beside the running server cuts off a live token within a second [A9] [B7]")
        func lock() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let tokens = try await server.signUp()
            #expect(try await server.me(tokens).status == 200)
            let run = try await Program.run(["account", "lock", "ada@example.org", "--data", folder.data])
            #expect(run.status == 0, "\(run.error)")
            let clock = ContinuousClock()
            let deadline = clock.now + .seconds(1)
            var answer = try await server.me(tokens)
            while answer.status == 200, clock.now < deadline { answer = try await server.me(tokens) }
            #expect(answer.status == 401)
            #expect(answer.code == "token_revoked")
            #expect(try await server.refresh(tokens).code == "session_revoked")
            #expect(try await server.logIn().code == "invalid_credentials")
        }
    }
}
