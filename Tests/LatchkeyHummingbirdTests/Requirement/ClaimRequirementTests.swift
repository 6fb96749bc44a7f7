import LatchkeyHummingbird
import LatchkeyJOSE
import Testing

@Suite("Requirements of claims, roles and sign-in")
struct ClaimRequirementTests {
    @Test(
        "compare a claim with a value, kind and octets [B9]",
        arguments: [
            ("north", "north", true), ("north", "North", false), ("caf\u{E9}", "cafe\u{301}", false),
            (1, 1, true), (1, "1", false), (1, 1.5, false), (true, true, true), (true, "true", false),
            (true, 1, false), (nil, nil, true), (["a", 1], ["a", 1], true), (["a", 1], [1, "a"], false),
            (["a": 1, "b": 2], ["b": 2, "a": 1], true), (["a": 1], ["a": 1, "b": 2], false),
        ] as [(JSONValue, JSONValue, Bool)]
    )
    func equals(required: JSONValue, held: JSONValue, passes: Bool) async throws {
        let verdict = try await RequirementBench.ask(.claim("tenant", equals: required), ["tenant": held])
        #expect(verdict == (passes ? .ok : .denied))
    }

    @Test("are not met by an absent claim, not even null", arguments: [nil, "", 0, false, []] as [JSONValue])
    func absent(value: JSONValue) async throws {
        #expect(try await RequirementBench.ask(.claim("tenant", equals: value)) == .denied)
    }

    @Test(
        "look for an element of a claim",
        arguments: [
            (["editors"], true), (["a", "editors"], true), ("editors", false), ([], false),
            (["Editors"], false),
            ([["editors"]], false), (["editors": true], false),
        ] as [(JSONValue, Bool)]
    )
    func contains(held: JSONValue, passes: Bool) async throws {
        let verdict = try await RequirementBench.ask(.claim("groups", contains: "editors"), ["groups": held])
        #expect(verdict == (passes ? .ok : .denied))
    }

    @Test("take a test of one's own, which an absent claim never passes [B9]")
    func closure() async throws {
        let grown = TokenRequirement.claim("level") { if case .integer(3...) = $0 { true } else { false } }
        #expect(try await RequirementBench.ask(grown, ["level": 3]) == .ok)
        #expect(try await RequirementBench.ask(grown, ["level": 2]) == .denied)
        #expect(try await RequirementBench.ask(grown, ["level": "3"]) == .denied)
        #expect(try await RequirementBench.ask(.claim("level") { _ in true }) == .denied)
    }

    @Test(
        "ask for one role of several [A8]",
        arguments: [(["b"], true), (["a", "b"], true), (["c"], false), ([], false)] as [([JSONValue], Bool)]
    )
    func anyRole(roles: [JSONValue], passes: Bool) async throws {
        let verdict = try await RequirementBench.ask(.anyRole("a", "b"), ["roles": .array(roles)])
        #expect(verdict == (passes ? .ok : .role))
    }

    @Test("ask for no role at all: nobody passes")
    func noRole() async throws {
        #expect(try await RequirementBench.ask(.anyRole(), ["roles": ["a"]]) == .role)
    }

    @Test("ask for a way of signing in, and say which would do (RFC 9470 §3)")
    func authenticationContext() async throws {
        let strong = TokenRequirement.authenticationContext("urn:gold", "phr")
        let refusal = Verdict.signIn(#"acr_values="urn:gold phr""#)
        #expect(try await RequirementBench.ask(strong, ["acr": "phr"]) == .ok)
        #expect(try await RequirementBench.ask(strong, ["acr": "urn:gold"]) == .ok)
        for acr in ["urn:silver", "PHR", "", "urn:gold phr"] as [JSONValue] {
            #expect(try await RequirementBench.ask(strong, ["acr": acr]) == refusal)
        }
        #expect(try await RequirementBench.ask(strong, ["acr": ["phr"]]) == refusal)
        #expect(try await RequirementBench.ask(strong) == refusal)
        #expect(try await RequirementBench.ask(.authenticationContext(), ["acr": ""]).status == 403)
    }

    @Test("ask for a recent sign-in, however young the token is [B9]")
    func fresh() async throws {
        let aged = { (seconds: Int64) in ["auth_time": JSONValue.integer(RequirementBench.time - seconds)] }
        #expect(try await RequirementBench.ask(.fresh, aged(300)) == .ok)
        #expect(try await RequirementBench.ask(.fresh, aged(301)) == .signIn(#"max_age="300""#))
        #expect(try await RequirementBench.ask(.fresh(within: .seconds(10)), aged(10)) == .ok)
        #expect(
            try await RequirementBench.ask(.fresh(within: .seconds(10)), aged(11))
                == .signIn(#"max_age="10""#)
        )
        #expect(try await RequirementBench.ask(.fresh, without: ["auth_time"]) == .signIn(#"max_age="300""#))
    }

    @Test("one round is enough for a sign-in that must be recent and strong")
    func stepUp() async throws {
        let both = TokenRequirement.fresh && .authenticationContext("phr") && .fresh(within: .seconds(60))
        let stale: [String: JSONValue] = ["auth_time": .integer(RequirementBench.time - 1000)]
        #expect(try await RequirementBench.ask(both, stale) == .signIn(#"max_age="60", acr_values="phr""#))
        #expect(try await RequirementBench.ask(both) == .signIn(#"acr_values="phr""#))
        #expect(try await RequirementBench.ask(both, ["acr": "phr"]) == .ok)
    }
}
