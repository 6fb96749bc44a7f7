import FoundationEssentials
import LatchkeyTokens

/// What a revocation takes back, as columns hold it.
struct RevocationColumns {
    // What the `kind` column holds; the values can never change.
    enum Kind: Int64 {
        case session = 1
        case account = 2
        case token = 3
        case namedSession = 4
        case namedAccount = 5
        case namedToken = 6
        /// `epoch_below` holds the moment, in milliseconds since 1970.
        case signIns = 7

        var hasNumber: Bool { self == .account || self == .namedAccount || self == .signIns }

        var hasName: Bool { rawValue >= Self.namedSession.rawValue }
    }

    let kind: Kind
    var id = UUIDv7(high: 0, low: 0)
    var number: Int64?
    var name: ExactText?
}

extension RevocationColumns {
    init(_ target: Revocation.Target) {
        switch target {
        case .session(let id): self.init(kind: .session, id: id)
        case .token(let id): self.init(kind: .token, id: id)
        case .account(let id, let epoch): self.init(kind: .account, id: id, number: epoch)
        case .namedSession(let name): self.init(kind: .namedSession, name: name)
        case .namedToken(let name): self.init(kind: .namedToken, name: name)
        case .namedAccount(let name, let epoch): self.init(kind: .namedAccount, number: epoch, name: name)
        case .signIns(let name, let moment):
            self.init(kind: .signIns, number: moment.milliseconds, name: name)
        }
    }

    /// The target; `nil` for columns that none has.
    var target: Revocation.Target? {
        switch (kind, number, name) {
        case (.session, nil, nil): .session(id)
        case (.account, let epochBelow?, nil): .account(id, epochBelow: epochBelow)
        case (.token, nil, nil): .token(id)
        case (.namedSession, nil, let name?): .namedSession(name)
        case (.namedAccount, let epochBelow?, let name?): .namedAccount(name, epochBelow: epochBelow)
        case (.namedToken, nil, let name?): .namedToken(name)
        case (.signIns, let milliseconds?, let name?):
            .signIns(of: name, before: Date(milliseconds: milliseconds))
        default: nil
        }
    }
}
