import Foundation
import Synchronization
import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(5)))
struct PasswordHasherTests {
    private let password = Fixture.password

    @Test("knows the right password from a wrong one [A1] [D3]")
    func verdicts() async throws {
        let hasher = PasswordHasher(parameters: Fixture.cheap)
        let hash = try await hasher.hash(password)
        #expect(try await hasher.verify(password, against: hash) == .init(matches: true, needsRehash: false))
        for wrong in ["", password + " ", password.uppercased(), String(password.dropLast())] {
            #expect(
                try await hasher.verify(wrong, against: hash) == .init(matches: false, needsRehash: false)
            )
        }
    }

    @Test("takes one password typed on two keyboards for one password")
    func normalization() async throws {
        let hasher = PasswordHasher(parameters: Fixture.cheap)
        let hash = try await hasher.hash("caf\u{E9} caf\u{E9} caf\u{E9}")
        #expect(try await hasher.verify("cafe\u{301} cafe\u{301} cafe\u{301}", against: hash).matches)
        #expect(try await !hasher.verify("cafe cafe cafe", against: hash).matches)
    }

    @Test("truncates nothing: the last of 1,024 octets counts")
    func wholePassword() async throws {
        let hasher = PasswordHasher(parameters: Fixture.cheap)
        let long = String(repeating: "p\0ssw\u{F6}rd", count: 100) + String(repeating: "x", count: 123)
        let hash = try await hasher.hash(long + "a")
        #expect(try await hasher.verify(long + "a", against: hash).matches)
        #expect(try await !hasher.verify(long + "b", against: hash).matches)
    }

    @Test(
        "never matches where there is no hash, or none that can be read",
        arguments: [
            nil, "",
            "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ]
    )
    func noHash(_ stored: String?) async throws {
        let hasher = PasswordHasher(parameters: Fixture.cheap)
        #expect(
            try await hasher.verify(password, against: stored) == .init(matches: false, needsRehash: false)
        )
    }

    @Test("asks for a new hash where the cost has changed, for the right password only")
    func rehash() async throws {
        let old = try await PasswordHasher(parameters: Fixture.cheap).hash(password)
        let hasher = PasswordHasher(
            parameters: Argon2Parameters(memory: 128, iterations: 1, parallelism: 1)
        )
        #expect(try await hasher.verify(password, against: old) == .init(matches: true, needsRehash: true))
        #expect(try await hasher.verify("x", against: old) == .init(matches: false, needsRehash: false))
    }

    @Test(
        "a failure costs a hash of ours, whatever the stored one costs, and for every form of the password [D4]",
        arguments: [nil, "unreadable"] + ImportedHashes.all
    )
    func decoys(_ stored: String?) async throws {
        let decoy = CountingHash()
        let hasher = PasswordHasher(
            parameters: Fixture.cheap,
            pool: HashingPool(threads: 1, queueLimit: 1),
            decoy: decoy
        )
        #expect(try await !hasher.verify(Fixture.wrongPassword, against: stored).matches)
        #expect(decoy.count == 1)
        #expect(try await !hasher.verify("cafe\u{301} cafe\u{301} cafe\u{301}", against: stored).matches)
        #expect(decoy.count == 3)
    }

    @Test("a failure against a hash of ours costs that alone, against one of another cost ours besides [D4]")
    func decoysOfOurs() async throws {
        let decoy = CountingHash()
        let pool = HashingPool(threads: 1, queueLimit: 1)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool, decoy: decoy)
        let ours = try await hasher.hash(password)
        #expect(try await !hasher.verify(Fixture.wrongPassword, against: ours).matches)
        #expect(decoy.count == 0)
        let older = try await PasswordHasher(
            parameters: Argon2Parameters(memory: 32, iterations: 1, parallelism: 1)
        ).hash(password)
        #expect(try await !hasher.verify(Fixture.wrongPassword, against: older).matches)
        #expect(decoy.count == 1)
        #expect(try await hasher.verify(password, against: older).matches)
        #expect(decoy.count == 1)
    }

    @Test(
        "a hash of our cost with a salt or a tag of another length is replaced, too, and a failure costs one of ours besides",
        arguments: [
            // printf 'violet otter' | argon2 SALT -id -e -k 64 -t 1 -p 1 -l LENGTH
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$WFP30QKKCLdSC4yuFD7CaGXUvUEx4gmtSt9/jyygv80",
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$Eh5I+l0Zsjf71JblTY2N9g",
        ]
    )
    func otherLengths(_ stored: String) async throws {
        let decoy = CountingHash()
        let pool = HashingPool(threads: 1, queueLimit: 1)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool, decoy: decoy)
        #expect(
            try await hasher.verify("violet otter", against: stored)
                == .init(matches: true, needsRehash: true)
        )
        #expect(decoy.count == 0)
        #expect(try await !hasher.verify(Fixture.wrongPassword, against: stored).matches)
        #expect(decoy.count == 1)
    }

    @Test("a wrong password is a failure also where there is no memory for the decoy")
    func noMemoryForDecoy() async throws {
        let pool = HashingPool(threads: 1, queueLimit: 1)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool, decoy: ImpossibleHash())
        for stored in ImportedHashes.all {
            #expect(
                try await hasher.verify(Fixture.wrongPassword, against: stored)
                    == .init(matches: false, needsRehash: false)
            )
        }
    }

    @Test("a lack of memory is over in a moment, and the same for an account as for a name that nobody has")
    func noMemory() async throws {
        let pool = HashingPool(threads: 1, queueLimit: 1)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool, decoy: ImpossibleHash())
        for stored in [nil, "unreadable"] {
            let error = await #expect(throws: Argon2.Failure.self) {
                try await hasher.verify(password, against: stored)
            }
            #expect((error as (any Error)? as? any TransientStorageFailure)?.isTransient == true)
        }
    }

    @Test("an empty password matches no hash, not even one of it, and costs what any failure does [D4]")
    func empty() async throws {
        let decoy = CountingHash()
        let pool = HashingPool(threads: 1, queueLimit: 1)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool, decoy: decoy)
        let ours = try await hasher.hash("")
        let other = try await PasswordHasher(
            parameters: Argon2Parameters(memory: 32, iterations: 1, parallelism: 1)
        ).hash("")
        for (stored, decoys) in [(ours, 0), (other, 1)] {
            #expect(
                try await hasher.verify("", against: stored) == .init(matches: false, needsRehash: false)
            )
            #expect(decoy.count == decoys)
        }
    }

    @Test("refuses at once when its queue is full")
    func busy() async throws {
        let gate = Gate()
        let pool = HashingPool(threads: 1, queueLimit: 1)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool)
        let blocker = Task { try await pool.run { gate.pass(0) } }
        await until { hasher.load.running == 1 }
        let waiting = Task { [password] in try await hasher.hash(password) }
        await until { hasher.load.queued == 1 }
        await #expect(throws: AccountError.busy(retryAfter: 1)) { try await hasher.hash(password) }
        await #expect(throws: AccountError.busy(retryAfter: 1)) {
            try await hasher.verify(password, against: nil)
        }
        gate.open()
        _ = try await blocker.value
        #expect(try await waiting.value.hasPrefix("$argon2id$"))
    }
}

/// A hash that nothing leads to, and that counts how often it is tried.
private final class CountingHash: PasswordHashFormat {
    private let tries = Mutex(0)

    var count: Int { tries.withLock { $0 } }

    init() {}

    init?(_ fields: [Substring]) { nil }

    func matches(_ password: [UInt8]) throws -> Bool {
        tries.withLock { $0 += 1 }
        return false
    }
}

/// A hash that the system has no memory for.
private struct ImpossibleHash: PasswordHashFormat {
    init() {}

    init?(_ fields: [Substring]) { nil }

    func matches(_ password: [UInt8]) throws -> Bool { throw Argon2.Failure(code: -1) }
}
