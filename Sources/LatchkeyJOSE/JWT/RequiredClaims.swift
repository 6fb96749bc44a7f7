/// The claims that a token must have, sorted out once: the registered ones are found without a look at any name.
struct RequiredClaims: Sendable {
    private let names: [String]
    private let registered: RegisteredClaims.Names
    private let others: [[UInt8]]

    init(_ names: [String]) {
        self.names = names
        registered = names.compactMap { RegisteredClaims.Names(name: $0) }
            .reduce(into: []) { $0.formUnion($1) }
        others = names.filter { RegisteredClaims.Names(name: $0) == nil }.map { Array($0.utf8) }
    }

    /// Checks that every one is there; `null` says as little as no claim at all.
    func check(_ claims: RegisteredClaims, _ payload: JSONObject) throws(JWTError) {
        guard !claims.found.isSuperset(of: registered) || !hasOthers(payload) else { return }
        for name in names where !isIn(claims, payload, name) { throw .claimMissing(name: name) }
    }

    private func hasOthers(_ payload: JSONObject) -> Bool {
        for index in others.indices {
            guard let member = payload.member(octets: others[index]), member.kind != .null else {
                return false
            }
        }
        return true
    }

    private func isIn(_ claims: RegisteredClaims, _ payload: JSONObject, _ name: String) -> Bool {
        if let registered = RegisteredClaims.Names(name: name) { return claims.found.contains(registered) }
        return payload.member(name).map { $0.kind != .null } ?? false
    }
}
