import LatchkeyJOSE

/// Reads claims of a fixed type; a claim of another type is refused, never taken for an absent one.
struct ClaimReader {
    let payload: JSONObject

    func string(_ name: String) throws(JWTError) -> String? {
        switch payload[name] {
        case nil: nil
        case .string(let text)?: text
        default: throw .claimInvalid(name)
        }
    }

    func requiredString(_ name: String) throws(JWTError) -> String {
        guard let text = try string(name) else { throw .claimMissing(name) }
        return text
    }

    func integer(_ name: String) throws(JWTError) -> Int64? {
        switch payload[name] {
        case nil: nil
        case .integer(let number)?: number
        default: throw .claimInvalid(name)
        }
    }

    func strings(_ name: String) throws(JWTError) -> [String] {
        guard let value = payload[name] else { return [] }
        guard case .array(let items) = value else { throw .claimInvalid(name) }
        var texts: [String] = []
        for item in items {
            guard case .string(let text) = item else { throw .claimInvalid(name) }
            texts.append(text)
        }
        return texts
    }
}
