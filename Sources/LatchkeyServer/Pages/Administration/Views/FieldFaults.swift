import LatchkeyAccounts

/// What is wrong with the fields of a form, in words.
struct FieldFaults: Sendable {
    private let faults: [FieldError]

    init(_ faults: [FieldError] = []) { self.faults = faults }

    /// What is wrong with one field; `nil` for nothing.
    subscript(field: String) -> Phrase? {
        faults.first { $0.field == field }.map { Self.phrase($0.code) }
    }

    private static func phrase(_ code: FieldError.Code) -> Phrase {
        switch code {
        case .missing: Phrase("Fill this in.", "请填写此项。", "請填寫此項。")
        case .tooLong: Phrase("This is too long.", "内容过长。", "內容過長。")
        case .notASCII:
            Phrase(
                "Only letters of the English alphabet, digits and signs.",
                "只能使用英文字母、数字和符号。",
                "只能使用英文字母、數字和符號。"
            )
        case .incorrect:
            Phrase("This is not what is asked for.", "与要求的内容不符。", "與要求的內容不符。")
        default: Phrase("This is not of the right form.", "格式不正确。", "格式不正確。")
        }
    }
}
