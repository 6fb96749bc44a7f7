import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(2)))
struct PasswordHashFormatTests {
    private let hasher: PasswordHasher

    init() throws { hasher = PasswordHasher(parameters: Fixture.cheap) }

    @Test(
        "checks hashes that other libraries have made, and asks for a new one [D3]",
        arguments: ImportedHashes.all
    )
    func vectors(_ stored: String) async throws {
        #expect(PasswordHasher.canVerify(stored))
        #expect(
            try await hasher.verify(ImportedHashes.password, against: stored)
                == .init(matches: true, needsRehash: true)
        )
        for wrong in [
            "", "violet otter drums at noo", "violet otter drums at noon ", "\0",
            "Violet otter drums at noon",
        ] {
            #expect(
                try await hasher.verify(wrong, against: stored) == .init(matches: false, needsRehash: false)
            )
        }
    }

    @Test("agrees with the example that Firebase publishes [D3]")
    func firebaseExample() async throws {
        let stored = ImportedHashes.firebaseExample
        #expect(try await hasher.verify("user1password", against: stored).matches)
        #expect(try await !hasher.verify("user2password", against: stored).matches)
    }

    @Test("reads no faulty text, and pays no exorbitant cost", arguments: HostileHashes.all)
    func hostile(_ stored: String) async throws {
        // What is not read costs as much as any other hash that does not match.
        #expect(PasswordHashFormats.read(stored) == nil)
        #expect(!PasswordHasher.canVerify(stored))
        let verdict = try await hasher.verify(ImportedHashes.password, against: stored)
        #expect(verdict == .init(matches: false, needsRehash: false))
    }

    @Test("reads no text with an octet lost, changed or added", arguments: ImportedHashes.all)
    func damaged(_ stored: String) {
        for index in stored.indices.dropLast() where stored[index] == "$" || stored[index] == "," {
            var text = stored
            text.remove(at: index)
            #expect(PasswordHashFormats.read(text) == nil, "without the \(stored[index])")
            text.insert("\u{301}", at: index)
            #expect(PasswordHashFormats.read(text) == nil)
        }
        for text in [
            " " + stored, stored + "\n", stored + "$", "$" + stored,
            stored + String(repeating: "A", count: 1024),
        ] {
            #expect(PasswordHashFormats.read(text) == nil)
        }
    }

    @Test("verifies bcrypt as it was made: of a long password the first 72 octets")
    func bcryptLength() async throws {
        let stored = ImportedHashes.bcryptOfLongPassword
        let whole = String(repeating: "0123456789", count: 8)
        for same in [
            whole, String(whole.prefix(72)), whole.prefix(72) + "x",
            whole + String(repeating: "y", count: 900),
        ] {
            #expect(try await hasher.verify(String(same), against: stored).matches)
        }
        #expect(try await !hasher.verify(String(whole.prefix(71)), against: stored).matches)
    }

    @Test("never takes a password with NUL for the part before it [D3]", arguments: ImportedHashes.bcrypt)
    func bcryptNUL(_ stored: String) async throws {
        #expect(try await !hasher.verify(ImportedHashes.password + "\0", against: stored).matches)
        #expect(try await !hasher.verify(ImportedHashes.password + "\0x", against: stored).matches)
    }

    @Test("checks bcrypt hashes whose salt has stray bits, as some libraries have made them")
    func bcryptStrayBits() async throws {
        let stored = ImportedHashes.bcrypt[0]
        let place = stored.index(stored.startIndex, offsetBy: 28)
        // The last of the salt's characters carries two bits and four that mean nothing.
        #expect(stored[place] == "O")
        let stray = stored.replacingCharacters(at: place, with: "P")
        #expect(try await hasher.verify(ImportedHashes.password, against: stray).matches)
        #expect(try await !hasher.verify("x", against: stray).matches)
    }

    @Test("tries a password as it was typed where others have hashed it so, and hashes it anew in NFC")
    func typedForm() async throws {
        let stored = ImportedHashes.werkzeugOfDecomposed
        let typed = ImportedHashes.decomposedPassword
        #expect(try await hasher.verify(typed, against: stored) == .init(matches: true, needsRehash: true))
        #expect(try await !hasher.verify("caf\u{E9} noir et violet", against: stored).matches)
        let upgraded = try await hasher.hash(typed)
        for form in [typed, "caf\u{E9} noir et violet"] {
            #expect(
                try await hasher.verify(form, against: upgraded) == .init(matches: true, needsRehash: false)
            )
        }
    }

    @Test("asks for a new hash where argon2id was made of a form that is not NFC")
    func typedFormOfOurs() async throws {
        let typed = Array(ImportedHashes.decomposedPassword.utf8)
        let stored = try PasswordHash(of: typed, parameters: Fixture.cheap).text
        #expect(
            try await hasher.verify(ImportedHashes.decomposedPassword, against: stored)
                == .init(matches: true, needsRehash: true)
        )
    }
}

extension String {
    fileprivate func replacingCharacters(at index: Index, with character: Character) -> String {
        String(self[..<index]) + String(character) + String(self[self.index(after: index)...])
    }
}
