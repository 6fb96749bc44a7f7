import LatchkeyJOSE
import LatchkeyTokens

/// What is told of a signing key of the server.
struct RingKeyReport {
    let key: RingKey
    let state: RingKey.State

    var text: String {
        var lines = [("kid", key.keyID), ("algorithm", key.algorithm.name), ("state", state.rawValue)]
        lines.append((state == .next ? "signs from" : "signed from", Timestamp.text(key.activatesAt)))
        if state == .active { lines[3].0 = "signs since" }
        if let end = key.expiresAt { lines.append(("verifies until", Timestamp.text(end))) }
        return Table(lines).rendered()
    }

    var json: JSONObject {
        .unique([
            ("kid", .string(key.keyID)),
            ("alg", .string(key.algorithm.name)),
            ("state", .string(state.rawValue)),
            ("created_at", .string(Timestamp.text(key.createdAt))),
            ("activates_at", .string(Timestamp.text(key.activatesAt))),
            ("expires_at", key.expiresAt.map { .string(Timestamp.text($0)) } ?? .null),
        ])
    }
}
