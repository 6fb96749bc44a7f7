import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE

/// What is expected of a token.
struct CheckOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An algorithm to accept; may be repeated. By default those of the key.",
            valueName: "name"
        )
    )
    var algorithm: [SignatureAlgorithm] = []

    @Option(help: ArgumentHelp("The issuer that iss must be.", valueName: "text"))
    var issuer: String?

    @Option(
        help: ArgumentHelp(
            "An audience that aud must name; may be repeated, any one will do.",
            valueName: "text"
        )
    )
    var audience: [String] = []

    @Option(help: ArgumentHelp("The type that typ must be, for example at+jwt.", valueName: "type"))
    var typ: String?

    @Option(help: ArgumentHelp("A claim that must be there; may be repeated.", valueName: "claim"))
    var require: [String] = []

    @Option(
        // Else "-5s" would be taken for an option, and the value said to be missing.
        parsing: .unconditional,
        help: ArgumentHelp("How far the clocks may differ, for example 30s.", valueName: "duration")
    )
    var leeway: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "The moment to check for, instead of now: 2026-11-21T11:46:00Z.",
            valueName: "time"
        )
    )
    var at: TimeArgument?

    @Option(
        help: ArgumentHelp("jwt checks signature and claims, jws the signature alone.", valueName: "layer")
    )
    var layer: TokenCheck.Layer = .jwt

    /// Whether anything of it was given.
    var isGiven: Bool {
        !algorithm.isEmpty || expectsClaims || layer != .jwt
    }

    private var expectsClaims: Bool {
        issuer != nil || !audience.isEmpty || typ != nil || !require.isEmpty || leeway != nil || at != nil
    }

    func validate() throws {
        guard layer == .jwt || !expectsClaims else {
            throw ValidationError(
                "--layer jws checks the signature alone; leave out what is expected of the claims."
            )
        }
    }

    var check: TokenCheck {
        TokenCheck(
            layer: layer,
            issuer: issuer,
            audience: audience.isEmpty ? nil : audience,
            type: typ,
            required: require,
            leeway: leeway?.seconds ?? 0
        )
    }

    /// The algorithms to accept: those named, else whatever the keys are for.
    func algorithms(for keys: KeyFile) -> Set<SignatureAlgorithm> {
        algorithm.isEmpty ? keys.algorithms : Set(algorithm)
    }

    /// The moment to check for.
    var moment: Date { at?.date ?? Date() }
}

extension TokenCheck.Layer: ExpressibleByArgument {}
