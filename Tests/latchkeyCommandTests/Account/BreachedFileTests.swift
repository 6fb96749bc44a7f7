import Testing

@Suite struct BreachedFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("passwords:\n  breachedFile: breached.txt\n", to: "latchkey.yaml")
    }

    private func add(_ password: String) throws -> Latchkey.Run {
        try Latchkey.run(
            "account",
            "add",
            "ada",
            "--password-stdin",
            "--config",
            "latchkey.yaml",
            input: password,
            in: folder
        )
    }

    @Test("a breached password is refused where a file of them is configured")
    func refused() throws {
        // The SHA-1 of the password, in the form of "Pwned Passwords".
        try folder.write("1C82A945AA68DE92AA5777C64DFACAA769788ED5:17\r\n", to: "breached.txt")
        expectFailure(
            try add(DataFolder.password),
            1,
            "the password is one that attackers try first; take another."
        )
        #expect(!folder.exists("data"))
        #expect(try add("zebra umbrella 45 quartz").status == 0)
    }

    @Test("a file that is missing or of another kind is told by the name of its setting")
    func unusable() throws {
        expectFailure(
            try add(DataFolder.password),
            3,
            "passwords.breachedFile: cannot read breached.txt: No such file or directory."
        )
        try folder.write("password\n", to: "breached.txt")
        expectFailure(
            try add(DataFolder.password),
            3,
            "passwords.breachedFile: breached.txt is not a file of SHA-1 digests, 40 hexadecimal digits a line in "
                + "ascending order."
        )
    }
}
