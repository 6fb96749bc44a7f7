import Foundation
import Glibc
import Testing

@Suite struct OutputTests {
    @Test("a reader that has gone away ends the program quietly")
    func brokenPipe() throws {
        let child = try Latchkey.start(["token", "verify", "--batch"])
        child.send(line: "1")
        #expect(try child.readLine() == #"{"id":null,"ok":false,"error":"line_invalid"}"#)
        child.closeOutput()
        child.send(line: "2")
        child.closeInput()
        let outcome = try child.wait()
        #expect(outcome.status == 0)
        #expect(outcome.error == [])
    }

    @Test(
        "an output that takes nothing is an error that says so",
        .enabled(if: access("/dev/full", W_OK) == 0)
    )
    func fullDevice() throws {
        let folder = try TemporaryFolder()
        let shell = try #require(ForeignTool.named("sh"))
        let script = "'\(Latchkey.path)' key generate > /dev/full; echo $?"
        let child = try ChildProcess(
            shell.path,
            ["-c", script],
            environment: Latchkey.environment,
            directory: folder.path
        )
        let run = Latchkey.Run(try child.wait())
        #expect(run.output == "3\n")
        #expect(
            run.error == "latchkey: cannot write to standard output: No space left on device. "
                + "Check where it is redirected to.\n"
        )
    }

    @Test("what strangers wrote into a token never reaches the terminal as a command")
    func controlCharacters() throws {
        let folder = try TemporaryFolder()
        let claims = #"{"sub":"\u001b[2J\r\nroot\u202e\u009b","data":{"a":"\u0007"}}"#
        let token = try SampleKeys.sign(claims)
        let run = try Latchkey.run("token", "inspect", token, in: folder)
        #expect(run.status == 0)
        #expect(run.output.contains(#"sub   \u{1b}[2J\u{d}\u{a}root\u{202e}\u{9b}"#))
        let foreign = run.output.unicodeScalars.filter {
            $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
        }
        #expect(foreign.isEmpty)
    }

    @Test("long values wrap inside their column, and no line is longer than 80 characters")
    func wrapping() throws {
        let words = Array(repeating: "abcdefghi", count: 20).joined(separator: " ")
        let token = try SampleKeys.sign(
            #"{"text":"\#(words)","solid":"\#(String(repeating: "x", count: 200))"}"#
        )
        let run = try Latchkey.run("token", "inspect", token)
        #expect(run.lines.filter { $0.count > 80 } == [])
        #expect(run.output.contains("\n  text   abcdefghi abcdefghi"))
        #expect(run.output.contains("\n         abcdefghi"))
        #expect(run.output.contains("\n  solid  \(String(repeating: "x", count: 71))\n         xxx"))
    }
}
