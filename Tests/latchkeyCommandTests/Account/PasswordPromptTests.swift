import Glibc
import Testing

/// `account add` at a terminal, a pseudo-terminal of the test's own.
@Suite struct PasswordPromptTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Types a text at the password prompt, and tells how the command ended and what the terminal showed of the typing.
    private func add(typing text: String) throws -> (run: Latchkey.Run, shown: String, echoesAfter: Bool) {
        let terminal = try PseudoTerminal()
        let child = try Latchkey.start(["account", "add", "ada"], in: folder, terminal: terminal.child)
        terminal.waitUntilSilent()
        terminal.type(text)
        let outcome = try child.wait()
        return (Latchkey.Run(outcome), terminal.shown(), !terminal.isSilent)
    }

    @Test("asks twice, shows nothing of what is typed, and leaves the terminal as it was")
    func asksTwice() throws {
        let (run, shown, echoesAfter) = try add(typing: "\(DataFolder.password)\r\(DataFolder.password)\r")
        #expect(run.status == 0)
        #expect(run.output == "Added ada.\n")
        #expect(run.error == "Password: \nThe same again: \n")
        #expect(shown == "")
        #expect(echoesAfter)
    }

    @Test("keys that take back work")
    func editing() throws {
        let typed = "nonsense\u{15}zebra umbrellä\u{7f}a 44 quartz\r"
        #expect(try add(typing: typed + "\(DataFolder.password)\r").run.status == 0)
    }

    @Test("two different passwords change nothing")
    func different() throws {
        let run = try add(typing: "\(DataFolder.password)\r\(DataFolder.password)!\r").run
        #expect(run.status == 1)
        #expect(run.error.hasSuffix("latchkey: the two passwords differ. Nothing was changed.\n"))
        #expect(!folder.exists("data"))
    }

    @Test(
        "Control-C and Control-D cancel, and the terminal shows what is typed again",
        arguments: ["zebra\u{03}", "\u{04}"]
    )
    func cancelled(keys: String) throws {
        let (run, _, echoesAfter) = try add(typing: keys)
        #expect(run.status == 1)
        #expect(run.error.hasSuffix("latchkey: cancelled. Nothing was changed.\n"))
        #expect(echoesAfter)
    }
}
