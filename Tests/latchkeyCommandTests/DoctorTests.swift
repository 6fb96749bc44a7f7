import LatchkeyJOSE
import Testing

@Suite struct DoctorTests {
    private static func measured(_ answer: JSONObject) -> [JSONObject] {
        guard case .array(let rows)? = answer["measured"] else { return [] }
        return rows.compactMap { row in
            guard case .object(let object) = row else { return nil }
            return object
        }
    }

    @Test("the calibration of passwords never recommends less than is safe, and says so")
    func neverTooCheap() throws {
        let run = try Latchkey.run("doctor", "--calibrate-passwords", "--target", "1", "--json")
        #expect(run.status == 0)
        #expect(run.error == "")
        let answer = try JSONObject(json: run.output)
        #expect(answer["recommended"] == "m=19456,t=2,p=1")
        #expect(answer["within_target"] == false)
        let measured = Self.measured(answer)
        // Nothing beyond the first is worth the wait.
        #expect(measured.count == 1)
        let text = try Latchkey.run("doctor", "--calibrate-passwords", "--target", "1")
        #expect(text.output.contains("less is not on offer"))
        #expect(text.output.contains("argon2: \"m=19456,t=2,p=1\"\n"))
        #expect(text.output.contains("LATCHKEY_PASSWORDS_ARGON2=m=19456,t=2,p=1\n"))
    }

    @Test("the calibration of passwords recommends the highest cost within the target")
    func withinTheTarget() throws {
        let run = try Latchkey.run("doctor", "--calibrate-passwords", "--target", "200", "--json")
        #expect(run.status == 0)
        let answer = try JSONObject(json: run.output)
        let measured = Self.measured(answer)
        // On a machine that is so busy that the first takes twice the target, the others are not tried.
        #expect(measured.count > 1 || answer["within_target"] == false)
        let recommended = try measured.first { row in
            let (m, t, p) = try (row.integer("m") ?? 0, row.integer("t") ?? 0, row.integer("p") ?? 0)
            return answer["recommended"] == .string("m=\(m),t=\(t),p=\(p)")
        }
        let time = try #require(try recommended?.integer("hash_ms"))
        // A machine so slow that nothing fits gets the baseline.
        #expect(time <= 200 || answer["within_target"] == false)
        let cost = { (row: JSONObject) in try (row.integer("m") ?? 0) * (row.integer("t") ?? 0) }
        let highest = try cost(#require(recommended))
        for row in measured where try cost(row) > highest {
            #expect(try row.integer("hash_ms") ?? 0 >= 200)
        }
        for row in measured { #expect(try row.number("logins_per_second") ?? 0 > 0) }
    }

    @Test(
        "a cost below the minimum, or of no known form, is refused in the configuration",
        arguments: [
            "m=19456,t=1,p=1", "m=7167,t=5,p=1", "m=1,t=1,p=1", "m=19456", "strong", "m=99999999,t=2,p=1",
        ]
    )
    func tooCheap(cost: String) throws {
        let run = try Latchkey.run(
            ["serve", "--print-config"],
            environment: ["LATCHKEY_PASSWORDS_ARGON2": cost]
        )
        #expect(run.status == 2)
        #expect(run.error.contains("LATCHKEY_PASSWORDS_ARGON2") || run.error.contains("passwords.argon2"))
    }

    @Test("a cost of OWASP's list is taken", arguments: ["m=7168,t=5,p=1", "m=65536,t=3,p=4"])
    func taken(cost: String) throws {
        let run = try Latchkey.run(
            ["serve", "--print-config"],
            environment: ["LATCHKEY_PASSWORDS_ARGON2": cost]
        )
        #expect(run.status == 0)
        #expect(run.output.contains("  argon2: \"\(cost)\"\n"))
    }

    @Test("a target without a calibration is a wrong usage")
    func targetAlone() throws {
        let run = try Latchkey.run("doctor", "--target", "100")
        #expect(run.status == 2)
        #expect(run.error.hasPrefix("latchkey: --target needs --calibrate-passwords."))
    }
}
