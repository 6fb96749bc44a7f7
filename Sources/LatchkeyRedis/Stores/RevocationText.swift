import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// A revocation as it is kept: its number in front of a JSON object with what it takes back and until when.
enum RevocationText {
    // What the `kind` member holds; the values can never change.
    private enum Kind: String {
        case session, account, token
        case signIns = "sign_ins"
    }

    /// The part behind the number.
    static func write(_ target: Revocation.Target, expiresAt: Date) -> [UInt8] {
        let (kind, name, number) = parts(of: target)
        var members: [(name: String, value: JSONValue)] = [
            ("kind", .string(kind.rawValue)), ("name", .string(name)),
            ("expires", .integer(expiresAt.milliseconds)),
        ]
        if let number { members.append(("number", .integer(number))) }
        // Names that differ and finite numbers: it can be written.
        return Array(((try? JSONObject(members: members)) ?? .empty).json().utf8)
    }

    /// Reads number and object; `nil` for what nobody here has written.
    static func read(_ octets: [UInt8]) -> Revocation? {
        guard let start = octets.firstIndex(of: UInt8(ascii: "{")),
            let sequence = Int64(String(decoding: octets[..<start], as: UTF8.self)),
            let object = try? JSONObject(json: Array(octets[start...])),
            let kind = ((try? object.string("kind")) ?? nil).flatMap(Kind.init),
            let name = (try? object.string("name")) ?? nil,
            let expires = (try? object.integer("expires")) ?? nil,
            let target = target(kind, name, (try? object.integer("number")) ?? nil)
        else { return nil }
        return Revocation(sequence: sequence, target: target, expiresAt: Date(milliseconds: expires))
    }

    private static func parts(of target: Revocation.Target) -> (Kind, name: String, number: Int64?) {
        switch target {
        case .session(let id): (.session, id.description, nil)
        case .token(let id): (.token, id.description, nil)
        case .account(let id, let epoch): (.account, id.description, epoch)
        case .namedSession(let name): (.session, name.text, nil)
        case .namedToken(let name): (.token, name.text, nil)
        case .namedAccount(let name, let epoch): (.account, name.text, epoch)
        case .signIns(let name, let moment): (.signIns, name.text, moment.milliseconds)
        }
    }

    private static func target(_ kind: Kind, _ name: String, _ number: Int64?) -> Revocation.Target? {
        switch (kind, number) {
        case (.session, nil): .session(named: name)
        case (.token, nil): .token(named: name)
        case (.account, let epoch?): .account(named: name, epochBelow: epoch)
        case (.signIns, let moment?): .signIns(of: ExactText(name), before: Date(milliseconds: moment))
        default: nil
        }
    }
}
