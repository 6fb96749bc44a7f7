import Testing

@testable import LatchkeyAccounts

struct Argon2Tests {
    private static let salt = Array("somesaltsomesalt".utf8)

    @Test(
        "both libraries compute the same tag",
        arguments: [
            (0, 8, 1, 16), (1, 8, 3, 32), (15, 64, 1, 32), (64, 65, 2, 33), (1024, 1024, 4, 64),
            (72, 19_456, 2, 128),
        ]
    )
    func agreement(length: Int, memory: UInt32, iterations: UInt32, tagSize: Int) throws {
        let password = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let ours = try SodiumArgon2.hash(
            password: password,
            salt: Self.salt,
            memory: memory,
            iterations: iterations,
            tagSize: tagSize
        )
        let reference = try ReferenceArgon2.hash(
            password: password,
            salt: Self.salt,
            parameters: Argon2Parameters(memory: memory, iterations: iterations, parallelism: 1),
            variant: .id,
            version: .v19,
            tagSize: tagSize
        )
        #expect(ours == reference)
        #expect(ours.count == tagSize)
        #expect(ours.contains { $0 != 0 })
    }

    // printf password | argon2 SALT -id -r -l 32 -k MEMORY -t ITERATIONS -p LANES
    @Test(
        "computes what the reference implementation's own command does",
        arguments: [
            (
                "somesaltsomesalt", 65_536, 2, 1,
                "fc33b78139231d34b71626bd6245c1d72efa190ad605c3d8166a72adcedfa2c2"
            ),
            (
                "somesaltsomesalt", 64, 1, 1,
                "e793d64ef75d58f503d4631b2b149f7f80127c5f3993d89b1c9b781e51d0b413"
            ),
            (
                "somesaltsomesalt", 64, 3, 4,
                "9cb56f6cad0c84f51536569e63acbc47d2fdefaeea4b4f711efb5409e37f34ca"
            ),
            ("saltsalt", 64, 1, 1, "ef041d9b15f31a1d77d4edb2a1f24e8ae7931c7d6ceaa52ee36d83fd52f96aa7"),
        ] as [(String, UInt32, UInt32, UInt32, String)]
    )
    func knownAnswers(salt: String, memory: UInt32, iterations: UInt32, lanes: UInt32, tag: String) throws {
        let parameters = Argon2Parameters(memory: memory, iterations: iterations, parallelism: lanes)
        let computed = try Argon2.hash(
            password: Array("password".utf8),
            salt: Array(salt.utf8),
            parameters: parameters
        )
        #expect(computed.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == tag)
    }

    @Test("a salt that libsodium does not take is not handed to it")
    func otherSalts() throws {
        #expect(throws: Argon2.Failure(code: -1)) {
            try SodiumArgon2.hash(
                password: [],
                salt: [1, 2, 3, 4, 5, 6, 7, 8],
                memory: 8,
                iterations: 1,
                tagSize: 32
            )
        }
    }

    @Test("a tag that is too short for libsodium is refused")
    func shortTag() throws {
        #expect(throws: Argon2.Failure(code: -1)) {
            try SodiumArgon2.hash(password: [], salt: Self.salt, memory: 8, iterations: 1, tagSize: 15)
        }
    }
}
