import LatchkeyAccounts
import LatchkeyJOSE

extension RequestBody {
    /// The words of a list: a JSON array of texts, or a field of a form with spaces between them.
    ///
    /// - Returns: the words; `nil` when the field is absent or JSON `null`.
    /// - Throws: a 400 problem naming the field when it is of another type.
    func words(_ name: String) throws -> [String]? {
        if isForm { return try text(name)?.split(separator: " ").map(String.init) }
        switch member(name) {
        case nil, .null?: return nil
        case .array(let elements)?:
            return try elements.map { element in
                guard case .string(let text) = element else {
                    throw AccountError.invalid(FieldError(name, .wrongType))
                }
                return text
            }
        default: throw AccountError.invalid(FieldError(name, .wrongType))
        }
    }

    /// Whether a field says yes: a JSON boolean, or `true` and `false` in a form; `nil` when it is absent or `null`.
    ///
    /// - Throws: a 400 problem naming the field when it is of another type.
    func flag(_ name: String) throws -> Bool? {
        switch member(name) {
        case nil, .null?: return nil
        case .bool(let flag)?: return flag
        case .string("true")? where isForm: return true
        case .string("false")? where isForm: return false
        default: throw AccountError.invalid(FieldError(name, .wrongType))
        }
    }
}
