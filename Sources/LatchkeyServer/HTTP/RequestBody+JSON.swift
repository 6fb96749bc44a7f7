import LatchkeyAccounts
import LatchkeyJOSE

extension RequestBody {
    /// A list of texts; `nil` when it is absent or JSON `null`.
    ///
    /// - Throws: a 400 problem naming the field when it is of another type, as every field of a form is.
    func textList(_ name: String) throws -> [String]? {
        try value(name).map { value in
            guard case .array(let elements) = value else { throw Self.wrongType(name) }
            return try elements.map { element in
                guard case .string(let text) = element else { throw Self.wrongType(name) }
                return text
            }
        }
    }

    /// A JSON object; `nil` when it is absent or JSON `null`.
    ///
    /// - Throws: a 400 problem naming the field when it is of another type.
    func object(_ name: String) throws -> JSONObject? {
        try value(name).map { value in
            guard case .object(let object) = value else { throw Self.wrongType(name) }
            return object
        }
    }

    /// A whole number; `nil` when it is absent or JSON `null`.
    ///
    /// - Throws: a 400 problem naming the field when it is of another type.
    func integer(_ name: String) throws -> Int64? {
        try value(name).map { value in
            guard case .integer(let number) = value else { throw Self.wrongType(name) }
            return number
        }
    }

    private static func wrongType(_ name: String) -> AccountError {
        .invalid(FieldError(name, .wrongType))
    }
}
