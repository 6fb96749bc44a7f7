import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE

extension RequestBody {
    /// The texts of a list: a JSON array, or a field of a form with spaces between them.
    ///
    /// - Returns: the texts; `nil` when the field is absent or JSON `null`.
    /// - Throws: a 400 problem naming the field when it is of another type.
    func texts(_ name: String) throws -> [String]? {
        if isForm { return try text(name)?.split(separator: " ").map(String.init) }
        return try value(name).map { value in
            guard case .array(let elements) = value else { throw Self.wrongType(name) }
            return try elements.map { element in
                guard case .string(let text) = element else { throw Self.wrongType(name) }
                return text
            }
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
        default: throw Self.wrongType(name)
        }
    }

    /// A JSON object; `nil` when it is absent or JSON `null`.
    ///
    /// - Throws: a 400 problem naming the field when it is of another type, as every field of a form is.
    func object(_ name: String) throws -> JSONObject? {
        try value(name).map { value in
            guard case .object(let object) = value else { throw Self.wrongType(name) }
            return object
        }
    }

    /// A whole number; `nil` when it is absent or JSON `null`.
    ///
    /// - Throws: a 400 problem naming the field when it is of another type, as every field of a form is.
    func integer(_ name: String) throws -> Int64? {
        try value(name).map { value in
            guard case .integer(let number) = value else { throw Self.wrongType(name) }
            return number
        }
    }

    /// Refuses members that the endpoint knows and that nobody sets, instead of ignoring them.
    ///
    /// - Parameters:
    ///   - names: the members.
    ///   - detail: what to do instead.
    /// - Throws: a 400 problem naming each that came.
    func refuseReadOnly(_ names: [String], detail: String? = nil) throws {
        let code = FieldError.Code.readOnly.rawValue
        let faults = names.filter { member($0) != nil }.map { Problem.FieldFault(field: $0, code: code) }
        guard faults.isEmpty else { throw Problem(.invalidFields, detail: detail, errors: faults) }
    }

    static func wrongType(_ name: String) -> AccountError { .invalid(FieldError(name, .wrongType)) }
}
