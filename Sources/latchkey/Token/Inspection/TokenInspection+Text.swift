import FoundationEssentials
import LatchkeyJOSE

extension TokenInspection {
    /// The report for people.
    func text(at now: Date) -> String {
        var parts = [kind.sentence(signature) + "\n"]
        let lines = ClaimLines(now: now)
        if let header { parts.append("Header\n" + Self.indented(lines.pairs(of: header))) }
        if let claims, claims.count > 0 { parts.append("Claims\n" + Self.indented(lines.pairs(of: claims))) }
        parts.append(
            findings.isEmpty
                ? "Nothing is wrong with it as far as can be seen without a key.\n" : findingsText
        )
        if signature == .valid, !findings.contains(where: \.isFatal) {
            parts.append("Nothing is wrong with it; whom it is from and for was not asked.\n")
        }
        return parts.joined(separator: "\n")
    }

    /// The report for programs.
    var json: JSONObject {
        .unique([
            ("kind", .string(kind.rawValue)),
            ("header", header.map(JSONValue.object) ?? .null),
            ("claims", claims.map(JSONValue.object) ?? .null),
            ("signature_octets", signatureLength.map { .integer(Int64($0)) } ?? .null),
            ("signature", .string(signature.rawValue)),
            ("findings", .array(findings.map(\.json))),
        ])
    }

    private var findingsText: String {
        let faults = findings.filter(\.isFatal)
        let notes = findings.filter { !$0.isFatal }
        let parts = [("Wrong with it", faults), ("Worth knowing", notes)].filter { !$0.1.isEmpty }
        return parts.map { title, findings in
            "\(title)\n" + Self.indented(findings.map { ($0.code, $0.text) })
        }.joined(separator: "\n")
    }

    private static func indented(_ pairs: [(name: String, value: String)]) -> String {
        Table(pairs, indent: 2).rendered()
    }
}
