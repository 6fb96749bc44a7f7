import Foundation
import LatchkeyJOSE
import Measuring

/// What size costs: tokens that grow, and tokens that are not worth a look.
enum GrowthLines {
    /// One line per shape: a token of 16 KiB against the same of 4 and of 1 KiB.
    static func all() throws -> [Line] {
        try Shape.allCases.map { shape in
            let key = try Subject.key(.hs256)
            let verifier = Subject.verifier(key, .hs256)
            let signer = try JWTSigner(key: key)
            let works = try [1, 4, 16].map { (size) -> (size: Int, work: Line.Work) in
                let token = try shape.token(of: size * 1024, signer)
                return (
                    token.utf8.count,
                    { for _ in 0..<$0 { keep(try verifier.verify(token, at: Subject.now)) } }
                )
            }
            return Line(
                name: "jose.hs256.verify.growth.\(shape)",
                tokenSize: works[2].size,
                ours: works[2].work,
                baselines: [("4-kib", works[1].work), ("1-kib", works[0].work)]
            )
        }
    }

    enum Shape: CaseIterable {
        /// One long string.
        case text
        /// An array of short strings.
        case array
        /// Many members, each compared with all others for duplicates.
        case members
        /// Objects in an array.
        case objects

        /// A token with as many further claims as `size` has room for.
        func token(of size: Int, _ signer: JWTSigner) throws -> String {
            var filling = size / 8
            var token = ""
            // Binary search for the most that fits: the claims around the filling have a size, too.
            var (low, high) = (0, size)
            while low <= high {
                filling = (low + high) / 2
                let candidate = try signer.sign(payloadJSON: payload(filling))
                if candidate.utf8.count <= size {
                    token = candidate
                    low = filling + 1
                } else {
                    high = filling - 1
                }
            }
            return token
        }

        private func payload(_ count: Int) -> [UInt8] {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("iss", Subject.issuer)
            writer.member("sub", Subject.subject)
            writer.member("aud", Subject.audience)
            writer.member("exp", Subject.expiry.timeIntervalSince1970)
            fill(&writer, count)
            writer.endObject()
            return writer.octets
        }

        private func fill(_ writer: inout JSONWriter, _ count: Int) {
            switch self {
            case .text: writer.member("note", String(repeating: "x", count: count))
            case .array: writer.member("roles", (0..<count).map { "role-\($0)" })
            case .members:
                for index in 0..<count { writer.member(escaping: "claim-\(index)", .integer(1)) }
            case .objects:
                writer.name("orders")
                writer.beginArray()
                for index in 0..<count {
                    writer.write(["id": .integer(Int64(index)), "tier": "gold"] as JSONObject)
                }
                writer.endArray()
            }
        }
    }
}

/// Tokens that anybody can send: nothing in them is signed.
enum RefusalLines {
    static func all() throws -> [Line] {
        let key = try Subject.key(.hs256)
        let verifier = Subject.verifier(key, .hs256)
        let good = try JWTSigner(key: key).sign(Subject.claims)
        let members = (0..<1_300).map { #""\#($0)":1"# }.joined(separator: ",")
        return [
            (
                "64-kib-header",
                token(header: #"{"alg":"HS256","x":"\#(String(repeating: "x", count: 49_152))"}"#)
            ),
            ("many-members", token(header: #"{"alg":"HS256",\#(members)}"#)),
            (
                "many-brackets",
                token(header: #"{"alg":"HS256","x":\#(String(repeating: "[", count: 11_000))}"#)
            ),
            ("forged", good.dropLast(8) + "AAAAAAAA"),
        ].map { name, token in
            Line(
                name: "jose.hs256.refuse.\(name)",
                tokenSize: token.utf8.count,
                ours: { iterations in
                    for _ in 0..<iterations {
                        guard (try? verifier.verify(token, at: Subject.now)) == nil else { throw Accepted() }
                    }
                },
                baselines: [
                    ("accepted", { for _ in 0..<$0 { keep(try verifier.verify(good, at: Subject.now)) } })
                ]
            )
        }
    }

    struct Accepted: Error {}

    private static func token(header: String) -> String {
        "\(Base64URL.encode(header.utf8)).e30.\(Base64URL.encode([UInt8](repeating: 0, count: 32)))"
    }
}
