import FoundationEssentials
import LatchkeyAccounts
public import LatchkeyOAuth
import LatchkeyTokens

extension StorageConformance {
    private typealias OAuthCase = StoreCase<any OAuthStorage>

    private static let time = Date(timeIntervalSince1970: 1_800_000_000)

    /// What every store of OAuth clients has to do alike.
    public static var oauthCases: [StoreCase<any OAuthStorage>] {
        clientCases + clientSessionCases + assertionCases
    }

    private static let clientCases = [
        OAuthCase("a client is kept with everything it was inserted with") { storage in
            let secrets = ClientSecrets(
                current: Fixture.octets(1),
                previous: Fixture.octets(2),
                previousEndsAt: time + 60
            )
            let full = newClient(authentication: .secret, secrets: secrets, keys: #"{"keys":[]}"#)
            let bare = Client(
                id: UUIDv7(at: time),
                name: "bare",
                authentication: .none,
                grants: [],
                createdAt: time
            )
            for client in [full, bare] {
                try await storage.oauthTransaction { try $0.clients.insert(client) }
                try expect(try await found(storage, client.id), is: client, "the client")
            }
            try expect(try await found(storage, UUIDv7(at: time)), is: nil, "a client that is not there")
        },
        OAuthCase("clients are paged in the order of their identifiers") { storage in
            var clients = (0..<5).map { newClient(at: time + Double($0)) }
            for client in clients.reversed() {
                try await storage.oauthTransaction { try $0.clients.insert(client) }
            }
            let first = try await storage.oauthRead { try $0.clients.clients(after: nil, limit: 2) }
            try expect(first, is: Array(clients[..<2]), "the first page")
            let rest = try await storage.oauthRead { [first] in
                try $0.clients.clients(after: first.last?.id, limit: 9)
            }
            clients.removeFirst(2)
            try expect(rest, is: clients, "the rest")
            let none = try await storage.oauthRead { try $0.clients.clients(after: nil, limit: 0) }
            try expect(none, is: [], "a page of length 0")
        },
        OAuthCase("an update writes every field that can change") { storage in
            var client = newClient()
            try await storage.oauthTransaction { [client] in try $0.clients.insert(client) }
            client.name = "new"
            client.secrets = ClientSecrets(current: Fixture.octets(7))
            client.keys = #"{"keys":[{}]}"#
            client.grants = [.password, .weChatMiniProgram]
            client.scope = "c"
            client.audience = []
            client.lastUsedAt = time + 5
            try await storage.oauthTransaction { [client] in try $0.clients.update(client) }
            try expect(try await found(storage, client.id), is: client, "the client")
        },
        OAuthCase("an update of a client that is not there throws notFound") { storage in
            let stranger = newClient()
            try await expect(throws: ClientError.notFound, "the update of a stranger") {
                try await storage.oauthTransaction { try $0.clients.update(stranger) }
            }
        },
        OAuthCase("a deleted client is gone, and is told from one that was never there") { storage in
            let client = newClient()
            let other = newClient()
            for one in [client, other] {
                try await storage.oauthTransaction { try $0.clients.insert(one) }
            }
            for wasThere in [true, false] {
                let deleted = try await storage.oauthTransaction { try $0.clients.delete(client.id) }
                try expect(deleted, is: wasThere, "whether there was one")
            }
            try expect(try await found(storage, client.id), is: nil, "the deleted client")
            try expect(try await found(storage, other.id), is: other, "the other client")
        },
    ]

    private static let clientSessionCases = [
        OAuthCase("the sessions of a client are those it has begun and nobody has ended") { storage in
            let clients = [newClient(), newClient()]
            let account = Account(id: UUIDv7(at: time), email: nil, username: nil, name: nil, createdAt: time)
            let sessions = clients.map { newSession(of: account, through: $0.id.description) }
            var ended = newSession(of: account, through: clients[0].id.description)
            (ended.endedAt, ended.end) = (time, .revoked)
            let all = sessions + [ended, newSession(of: account, through: "latchkey")]
            try await storage.oauthTransaction { tx in
                try tx.accounts.insert(account)
                for session in all { try tx.sessions.insert(session) }
            }
            for (client, session) in zip(clients, sessions) {
                let found = try await storage.oauthRead { try $0.clients.sessions(of: client.id, limit: 9) }
                try expect(found, is: [session], "the sessions")
            }
            let none = try await storage.oauthRead { try $0.clients.sessions(of: clients[0].id, limit: 0) }
            try expect(none, is: [], "no more than were asked for")
        }
    ]

    private static let assertionCases = [
        OAuthCase("an assertion is redeemed once") { storage in
            for (digest, isFirst) in [(1, true), (1, false), (2, true), (1, false)] {
                let redeemed = try await redeem(storage, UInt8(digest))
                try expect(redeemed, is: isFirst, "whether assertion \(digest) had not been used before")
            }
        },
        OAuthCase("of twenty redemptions at once one succeeds") { storage in
            let redeemed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { try await redeem(storage, 1) } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expect(redeemed, is: 1, "how many succeeded")
        },
        OAuthCase("only assertions that have expired are forgotten") { storage in
            _ = try await redeem(storage, 1, expiresAt: time)
            _ = try await redeem(storage, 2, expiresAt: time + 1)
            try await storage.oauthTransaction { try $0.assertions.removeExpired(before: time + 1) }
            try expect(try await redeem(storage, 1), is: true, "the expired one is new again")
            try expect(try await redeem(storage, 2), is: false, "the live one is new again")
        },
    ]

    private static func newClient(
        at created: Date = time,
        authentication: ClientAuthenticationMethod = .privateKey,
        secrets: ClientSecrets? = nil,
        keys: String? = nil
    ) -> Client {
        Client(
            id: UUIDv7(at: created),
            name: "caf\u{E9} \u{0}",
            authentication: authentication,
            secrets: secrets,
            keys: keys,
            grants: [.clientCredentials, .refreshToken],
            scope: "b a",
            audience: ["https://shop.example", "till"],
            createdAt: created,
            lastUsedAt: nil
        )
    }

    private static func newSession(of account: Account, through client: String) -> Session {
        Session(
            id: UUIDv7(at: time),
            accountID: account.id,
            clientID: client,
            accountEpoch: account.epoch,
            authenticatedAt: time,
            authenticationMethods: ["pwd"],
            scope: "a",
            audience: ["till", "shop"],
            createdAt: time,
            lastSeenAt: time,
            expiresAt: time + 60,
            idleExpiresAt: time + 60,
            accessExpiresAt: time + 60,
            nonceDigest: Fixture.octets(1),
            rotatedAt: time,
            fingerprint: Fixture.octets(2)
        )
    }

    private static func found(_ storage: any OAuthStorage, _ id: UUIDv7) async throws -> Client? {
        try await storage.oauthRead { try $0.clients.client(id) }
    }

    private static func redeem(
        _ storage: any OAuthStorage,
        _ digest: UInt8,
        expiresAt: Date = time + 60
    ) async throws -> Bool {
        try await storage.oauthTransaction {
            try $0.assertions.redeem(Fixture.octets(digest), expiresAt: expiresAt)
        }
    }
}
