public import LatchkeyJOSE

/// A token's place in a status list: the `status_list` member of its `status` claim (draft-ietf-oauth-status-list §6).
public struct TokenStatusReference: Sendable, Hashable {
    /// The address of the list (`uri`).
    public let list: ExactText
    /// The place in it (`idx`), from 0 on.
    public let index: Int

    /// Names a place.
    public init(list: ExactText, index: Int) {
        (self.list, self.index) = (list, index)
    }

    /// The value of the `status` claim.
    package var claim: JSONValue {
        ["status_list": ["idx": .integer(Int64(index)), "uri": .string(list.text)]]
    }
}

extension AccessToken {
    /// The token's place in a status list; `nil` where it names none.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` for a claim that is not of that form.
    public func statusReference() throws(JWTError) -> TokenStatusReference? {
        guard payload.contains("status") else { return nil }
        guard case .object(let status)? = payload["status"] else {
            throw .claimInvalid(name: "status", expected: "an object")
        }
        // There may be other mechanisms in it, which this library does not know.
        guard status.contains("status_list") else { return nil }
        guard case .object(let reference)? = status["status_list"],
            let list = try reference.string("uri"), let index = try reference.integer("idx"), index >= 0
        else {
            throw .claimInvalid(name: "status", expected: "a status_list with uri and idx")
        }
        return TokenStatusReference(list: ExactText(list), index: Int(index))
    }
}
