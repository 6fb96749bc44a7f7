import Foundation
import GRDB
import LatchkeyAccounts
import LatchkeySQLite
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

struct AuthServicesTests {
    @Test("knows every revocation from its first moment on, also those of the time before it started [A9]")
    func revocationsAreReadFirst() async throws {
        let folder = NSTemporaryDirectory() + "latchkey-services-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let storage = try SQLiteStorage(path: folder + "/latchkey.db")
        let masterKey = MasterKey()
        var configuration = ServerConfiguration()
        configuration.argon2 = Argon2Parameters(memory: 64, iterations: 1, parallelism: 1)
        let before = try await AuthServices.open(
            configuration: configuration,
            storage: storage,
            masterKey: masterKey
        )
        let signIn = try await before.signUp.signUp(
            NewAccount(username: "ada", password: "violet otter drums at noon"),
            from: ClientContext(address: nil, device: nil)
        )
        let token = signIn.accessToken.token
        try await before.ending.end(signIn.session.id, of: nil, as: .revoked)
        #expect(throws: TokenError(.revoked)) { try before.verifier.verify(token, at: Date()) }

        let after = try await AuthServices.open(
            configuration: configuration,
            storage: storage,
            masterKey: masterKey
        )
        #expect(throws: TokenError(.revoked)) { try after.verifier.verify(token, at: Date()) }
        let made = try await AuthServices.open(
            configuration: configuration,
            storage: storage,
            masterKey: masterKey,
            preparing: { $0.verifier }
        )
        #expect(throws: TokenError(.revoked)) { try made.verify(token, at: Date()) }
    }

    @Test("does not open over revocations that it cannot read, whatever was made of it meanwhile [A9]")
    func unreadable() async throws {
        let folder = NSTemporaryDirectory() + "latchkey-services-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let storage = try SQLiteStorage(path: folder + "/latchkey.db")
        let damage = try DatabaseQueue(path: folder + "/latchkey.db")
        try await damage.write { database in
            try database.execute(
                sql: "INSERT INTO revocation_pack (last_sequence, expires_at, octets) VALUES (1, 1, x'00')"
            )
        }
        await #expect(throws: SQLiteStorageError.self) {
            try await AuthServices.open(
                configuration: ServerConfiguration(),
                storage: storage,
                masterKey: MasterKey(),
                preparing: { _ in }
            )
        }
    }
}
