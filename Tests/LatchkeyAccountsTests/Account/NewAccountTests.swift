import Testing

@testable import LatchkeyAccounts

struct NewAccountTests {
    private let policy = PasswordPolicy()

    @Test("names every fault at once, each with its field")
    func everyFault() {
        let new = NewAccount(
            email: "ada@",
            username: "ad\u{E9}",
            name: String(repeating: "n", count: 201),
            password: "short"
        )
        #expect(
            throws: AccountError.invalidFields([
                FieldError("email", .invalidFormat), FieldError("username", .notASCII),
                FieldError("name", .tooLong), FieldError("password", .tooShort),
            ])
        ) { try new.validated(by: policy) }
    }

    @Test(
        "refuses a name that looks like another",
        arguments: ["Ada\u{202E}nimda", "Ad\u{200B}a", "Ada\u{85}", "\u{FEFF}Ada"]
    )
    func deceivingName(_ name: String) {
        #expect(throws: AccountError.invalid(FieldError("name", .invalidFormat))) {
            try NewAccount(username: "ada", name: name, password: Fixture.password).validated(by: policy)
        }
    }

    @Test("needs an e-mail address or a user name, one of them is enough")
    func oneName() throws {
        #expect(throws: AccountError.invalid(FieldError("email", .missing))) {
            try NewAccount(name: "Ada", password: Fixture.password).validated(by: policy)
        }
        #expect(
            try NewAccount(email: "Ada@Example.org", password: Fixture.password).validated(by: policy).email
                == "ada@example.org"
        )
        #expect(
            try NewAccount(username: "Ada", password: Fixture.password).validated(by: policy).username
                == "ada"
        )
    }

    @Test("refuses another account's identifier as a user name, and takes it as the local part of an address")
    func identifier() throws {
        let id = "01a1fe05-a850-7b5c-ae91-7fb574d10602"
        #expect(throws: AccountError.invalid(FieldError("username", .invalidFormat))) {
            try NewAccount(username: id, password: Fixture.password).validated(by: policy)
        }
        let new = NewAccount(email: "\(id)@example.org", password: Fixture.password)
        #expect(try new.validated(by: policy).email == "\(id)@example.org")
    }

    @Test("compares the password with no name that is too long or of the wrong form")
    func unreadNames() {
        let password = "lovelace20261121"
        let long = String(repeating: "lovelace ", count: 15_800)
        let faulty = [
            (
                NewAccount(username: "ada", name: "Lovelace", password: password),
                FieldError("password", .tooCommon)
            ),
            (NewAccount(username: "ada", name: long, password: password), FieldError("name", .tooLong)),
            (NewAccount(email: "lovelace@", password: password), FieldError("email", .invalidFormat)),
            (NewAccount(username: long, password: password), FieldError("username", .tooLong)),
        ]
        for (new, fault) in faulty {
            #expect(throws: AccountError.invalid(fault)) { try new.validated(by: policy) }
        }
    }

    @Test("an absent password is missing, not short")
    func noPassword() {
        #expect(throws: AccountError.invalidFields([FieldError("password", .missing)])) {
            try NewAccount(username: "ada", password: "").validated(by: policy)
        }
    }

    @Test(
        "refuses control characters in a person's own name",
        arguments: ["Ada\0", "Ada\nBcc: eve@example.org", "Ada\r\n", "\u{1B}[2J", "\u{85}", "\u{7F}"]
    )
    func controlCharacters(name: String) {
        #expect(throws: AccountError.invalid(FieldError("name", .invalidFormat))) {
            try NewAccount(username: "ada", name: name, password: Fixture.password).validated(by: policy)
        }
    }

    @Test("keeps the person's own name as it was typed")
    func displayName() throws {
        let name = "Ada Lovelace \u{1F9EE}"
        let new = try NewAccount(username: "ada", name: name, password: Fixture.password).validated(
            by: policy
        )
        #expect(new.name == name)
    }
}
