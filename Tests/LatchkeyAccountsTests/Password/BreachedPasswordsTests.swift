import Crypto
import Foundation
import Testing

@testable import LatchkeyAccounts

struct BreachedPasswordsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func digest(_ password: String) -> String {
        Insecure.SHA1.hash(data: Data(password.utf8)).map { String(format: "%02X", $0) }.joined()
    }

    private func file(_ text: String) throws -> String {
        let path = directory.path + "/breached-\(UUID()).txt"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    @Test(
        "finds each line of a file of any length and form, and nothing else",
        arguments: [1, 2, 3, 7, 100, 1000]
    )
    func lines(_ count: Int) throws {
        let passwords = (0..<count).map { "password number \($0)" }
        let digests = passwords.map(digest).sorted()
        let numbered = digests.enumerated().map { "\($1):\($0 * $0 * 37)" }
        let forms = [
            digests.joined(separator: "\n"), digests.joined(separator: "\n") + "\n",
            numbered.joined(separator: "\r\n") + "\r\n", numbered.joined(separator: "\n").lowercased(),
        ]
        for form in forms {
            let breached = try BreachedPasswords(path: file(form))
            #expect(passwords.allSatisfy { breached.contains(Array($0.utf8)) })
            for other in 0..<200 {
                #expect(!breached.contains(Array("another password \(other)".utf8)))
            }
        }
    }

    @Test("a breached password is refused as one that attackers try first")
    func policy() throws {
        let breached = try BreachedPasswords(path: file(digest("violet otter drums at noon")))
        let policy = PasswordPolicy(breached: breached)
        #expect(policy.faults(of: "violet otter drums at noon", names: []) == [.tooCommon])
        #expect(policy.faults(of: "violet otter drums at dusk", names: []) == [])
        #expect(PasswordPolicy().faults(of: "violet otter drums at noon", names: []) == [])
    }

    @Test("refuses files of another kind")
    func foreign() throws {
        let digests = (0..<200).map { digest("\($0)") }.sorted()
        let texts = [
            "", "\n", "password\n", digests.map { String($0.prefix(32)) }.joined(separator: "\n"),
            digests.reversed().joined(separator: "\n"), digests.joined(separator: " "),
            String(repeating: "G", count: 40),
        ]
        for text in texts {
            let path = try file(text)
            #expect(
                throws: BreachedPasswords.Failure(
                    description:
                        "\(path) is not a file of SHA-1 digests, 40 hexadecimal digits a line in ascending order"
                )
            ) { try BreachedPasswords(path: path) }
        }
        let missing = directory.path + "/missing"
        #expect(
            throws: BreachedPasswords.Failure(
                description: "cannot read \(missing): No such file or directory"
            )
        ) {
            try BreachedPasswords(path: missing)
        }
    }
}
