import FoundationEssentials
import LatchkeyJOSE

/// What is wrong with a token's claims at a moment.
struct ClaimFindings {
    /// Dates beyond are no dates; doubles skip whole seconds there.
    private static let latest = 9_007_199_254_740_992.0
    /// In the year 5138; as milliseconds, in 1973.
    private static let milliseconds = 100_000_000_000.0

    let claims: JSONObject
    let now: Date

    var findings: [Finding] {
        texts + audience + expiry + notBefore + issuedAt + order
    }

    private var texts: [Finding] {
        let names: [StaticString] = ["iss", "sub", "jti"]
        return names.compactMap { name in
            invalid { () throws(JWTError) in _ = try claims.string(name) }
        }
    }

    private var audience: [Finding] {
        if case .string? = claims["aud"] { return [] }
        let finding = invalid { () throws(JWTError) in _ = try claims.strings("aud") }
        return finding == nil
            ? [] : [Finding("claim_invalid", "The claim aud must be a string or an array of strings.")]
    }

    private var expiry: [Finding] {
        guard claims.contains("exp") else { return [.note("no_expiry", "It has no exp: it never expires.")] }
        return date("exp") { date in
            guard date <= now else { return nil }
            return Finding("token_expired", "It expired at \(when(date)).")
        }
    }

    private var notBefore: [Finding] {
        date("nbf") { date in
            guard date > now else { return nil }
            return Finding("token_not_yet_valid", "It is not valid before \(when(date)).")
        }
    }

    private var issuedAt: [Finding] {
        date("iat") { date in
            guard date > now else { return nil }
            return Finding("issued_in_future", "It says it was issued in the future, at \(when(date)).")
        }
    }

    /// Both can be in the past, and neither tells then.
    private var order: [Finding] {
        let names: [StaticString] = ["nbf", "iat"]
        guard let expiry = (try? claims.number("exp")) ?? nil else { return [] }
        return names.compactMap { name in
            guard let start = (try? claims.number(name)) ?? nil, start >= expiry else { return nil }
            return .note("never_valid", "exp is not after \(name): the token is valid at no moment.")
        }
    }

    private func date(_ name: StaticString, _ judge: (Date) -> Finding?) -> [Finding] {
        let seconds: Double
        do throws(JWTError) {
            guard let number = try claims.number(name) else { return [] }
            seconds = number
        } catch {
            return [Finding(error)]
        }
        guard abs(seconds) <= Self.latest else {
            return [Finding("claim_invalid", "The claim \(name) is out of range.")]
        }
        let verdict = judge(Date(timeIntervalSince1970: seconds)).map { [$0] } ?? []
        guard seconds > Self.milliseconds else { return verdict }
        return verdict + [
            .note("milliseconds", "\(name) seems to be in milliseconds; tokens count in seconds.")
        ]
    }

    private func when(_ date: Date) -> String {
        "\(Timestamp.text(date)), \(TimeSpan.relation(of: date, to: now))"
    }

    private func invalid(_ read: () throws(JWTError) -> Void) -> Finding? {
        do throws(JWTError) {
            try read()
            return nil
        } catch {
            return Finding(error)
        }
    }
}
