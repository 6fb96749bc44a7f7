import Testing

@testable import LatchkeyAccounts

struct PasswordHashTests {
    // A vector of the reference implementation: "password", "somesalt", 64 MiB, two passes.
    private static let salt = "c29tZXNhbHQ"
    private static let tag = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
    private static let good = "$argon2id$v=19$m=65536,t=2,p=1$\(salt)$\(tag)"

    @Test("checks a hash that another program made")
    func knownAnswer() throws {
        let hash = try #require(PasswordHash(reading: Self.good))
        #expect(hash.parameters == Argon2Parameters(memory: 65_536, iterations: 2, parallelism: 1))
        #expect(try hash.matches(Array("password".utf8)))
        #expect(try !hash.matches(Array("Password".utf8)))
        #expect(try !hash.matches([]))
    }

    @Test("writes what it reads, with a new salt each time")
    func roundTrip() throws {
        let password = Array("violet otter".utf8)
        let first = try PasswordHash(of: password, parameters: Fixture.cheap)
        let second = try PasswordHash(of: password, parameters: Fixture.cheap)
        #expect(first.salt.count == 16)
        #expect(first.tag.count == 32)
        #expect(first.salt != second.salt)
        #expect(first.tag != second.tag)
        #expect(PasswordHash(reading: first.text) == first)
        #expect(first.text.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
    }

    @Test("hashes new passwords at 19 MiB, two passes, one lane")
    func standardCost() throws {
        let hash = try PasswordHash(of: Array("violet otter".utf8), parameters: .standard)
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try hash.matches(Array("violet otter".utf8)))
        #expect(try !hash.matches(Array("violet ottes".utf8)))
    }

    @Test(
        "reads the one format strictly",
        arguments: [
            "", "$", "password", good + "$", "$" + good, good + "\n", " " + good,
            "$argon2i$v=19$m=65536,t=2,p=1$\(salt)$\(tag)", "$argon2d$v=19$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$Argon2id$v=19$m=65536,t=2,p=1$\(salt)$\(tag)", "$argon2id$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=16$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=0x13$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$t=2,m=65536,p=1$\(salt)$\(tag)", "$argon2id$v=19$m=65536,t=2$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1,$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1,data=x$\(salt)$\(tag)",
            "$argon2id$v=19$m=+65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m= 65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=-2,p=1$\(salt)$\(tag)", "$argon2id$v=19$m=,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=065536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=02,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)=$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)$\(tag)=",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR$\(tag)",  // stray bits behind the last octet
            "$argon2id$v=19$m=65536,t=2,p=1$c29t\nZXNhbHQ$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNh-_Q$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)$c2hvcnQ", "$argon2id$v=19$m=65536,t=2,p=1$$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)$",
        ]
    )
    func strict(_ text: String) {
        #expect(PasswordHash(reading: text) == nil)
    }

    @Test(
        "refuses costs that this process will not pay, without trying",
        arguments: [
            "m=4294967295,t=2,p=1", "m=1048577,t=2,p=1", "m=18446744073709551616,t=2,p=1", "m=65536,t=65,p=1",
            "m=65536,t=4294967295,p=1", "m=65536,t=2,p=17", "m=7,t=1,p=1", "m=8,t=0,p=1", "m=8,t=1,p=0",
            "m=64,t=1,p=9",
        ]
    )
    func unaffordable(_ cost: String) {
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(PasswordHash(reading: "$argon2id$v=19$\(cost)$\(Self.salt)$\(Self.tag)") == nil)
        }
        #expect(time < .seconds(5))
    }

    @Test("reads the greatest and the least cost it pays", arguments: ["m=1048576,t=64,p=16", "m=8,t=1,p=1"])
    func affordable(_ cost: String) {
        #expect(PasswordHash(reading: "$argon2id$v=19$\(cost)$\(Self.salt)$\(Self.tag)") != nil)
    }
}

extension PasswordHash {
    /// Our own format, read as login reads it.
    init?(reading text: String) {
        guard let hash = PasswordHashFormats.read(text) as? PasswordHash else { return nil }
        self = hash
    }
}
