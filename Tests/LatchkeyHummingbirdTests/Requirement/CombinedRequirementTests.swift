import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@Suite("Combined requirements")
struct CombinedRequirementTests {
    private static let met = TokenRequirement.scope("notes:read")
    private static let unmet = TokenRequirement.claim("never", equals: true)

    @Test(
        "follow the truth tables of &&, || and ! [B9]",
        arguments: [
            (met && met, true), (met && unmet, false), (unmet && met, false), (unmet && unmet, false),
            (met || met, true), (met || unmet, true), (unmet || met, true), (unmet || unmet, false),
            (!met, false), (!unmet, true), (!(!met), true), (!(met && unmet), true), (!(met || unmet), false),
            (unmet && met || met, true), (met || met && unmet, true), (unmet && (met || met), false),
            (!unmet && !unmet, true), (!met || met, true),
        ]
    )
    func truth(requirement: TokenRequirement, passes: Bool) async throws {
        #expect(try await RequirementBench.ask(requirement) == (passes ? .ok : .denied))
    }

    private static let stale: [String: JSONValue] = ["auth_time": .integer(RequirementBench.time - 1000)]

    @Test(
        "answer an unmet || with what the client can mend most easily",
        arguments: [
            (.scope("x") || .fresh, .signIn(#"max_age="300""#)),
            (.fresh || .scope("x"), .signIn(#"max_age="300""#)),
            (.role("r") || .scope("x"), .scope("x")),
            (.claim("c", equals: 1) || .role("r"), .role),
            (!.scope("notes:read") || .role("r"), .role),
            (.kind(.refresh) || .claim("c", equals: 1), .denied),
            (.kind(.refresh) || .kind(.oneTime), .kind),
            (.scope("x") || .scope("y"), .scope("x")),
            ((.claim("c", equals: 1) && .fresh) || (.role("r") && .scope("x")), .role),
        ] as [(TokenRequirement, Verdict)]
    )
    func easiest(requirement: TokenRequirement, verdict: Verdict) async throws {
        #expect(try await RequirementBench.ask(requirement, Self.stale) == verdict)
    }

    @Test(
        "answer an unmet && with the first, and with all that its kind asks for",
        arguments: [
            (.role("r") && .scope("x"), .role), (.scope("x") && .role("r"), .scope("x")),
            (.scope("x") && .role("r") && .scope("y x z"), .scope("x y z")),
            (.scope("x") && .scope("notes:read"), .scope("x")),
            (!.scope("notes:read") && .scope("x"), .denied),
        ] as [(TokenRequirement, Verdict)]
    )
    func first(requirement: TokenRequirement, verdict: Verdict) async throws {
        #expect(try await RequirementBench.ask(requirement) == verdict)
    }

    @Test("say in words what they are, for the log")
    func words() {
        let requirement: TokenRequirement =
            .role("admin")
            || .anyRole("a", "b") && !.claim("x", equals: "y") && .kind(.refresh, .access)
                && .claim("g", contains: 1) && .claim("c") { _ in true } && .authenticationContext("phr")
        #expect(
            requirement.description == """
                (role admin or (((((any role of a b and not claim x that is "y") and kind rt+jwt at+jwt) \
                and claim g that contains 1) and claim c that passes a test) \
                and authentication context phr))
                """
        )
    }
}
