import LatchkeyJOSE
import Testing

@Suite struct ArgumentTextTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SampleKeys.ec, to: "ec.jwk")
    }

    /// Runs the program through a shell, whose `printf` makes octets that no Swift string holds.
    private func latchkey(_ script: String) throws -> Latchkey.Run {
        let child = try ChildProcess(
            "/bin/sh",
            ["-c", "exec \"$0\" \(script)", Latchkey.path],
            environment: Latchkey.environment,
            directory: folder.path
        )
        child.closeInput()
        return Latchkey.Run(try child.wait())
    }

    @Test(
        "an argument that is not UTF-8 is wrong usage, and nothing is signed",
        arguments: [
            #"{"sub":"a\377"}"#, #"{"sub":"a\303"}"#, #"{"sub":"\355\240\200"}"#, #"{"sub":"\300\200"}"#,
        ]
    )
    func notUTF8(claims: String) throws {
        expectFailure(
            try latchkey("token sign --key ec.jwk --claims \"$(printf '\(claims)')\""),
            2,
            "argument 6 is not text in UTF-8."
        )
    }

    @Test("an argument beyond ASCII is taken as it is")
    func beyondASCII() throws {
        let run = try latchkey("token sign --key ec.jwk --claims \"$(printf '{\"sub\":\"\\303\\251\"}')\"")
        #expect(run.status == 0)
        #expect(try UnverifiedJWT(try #require(run.lines.first)).payload.string("sub") == "é")
    }
}
