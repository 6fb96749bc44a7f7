/// The fields of a form or a query (`application/x-www-form-urlencoded`, WHATWG URL §5.1), strictly read.
///
/// Refuses broken escapes, text that is not UTF-8, NUL, a name given twice and more than 64 fields, so that no two
/// readers can see different forms. Names are compared octet by octet.
package struct FormFields: Sendable, Equatable {
    /// The most fields that are read.
    package static let limit = 64

    private let fields: [(name: String, value: String)]

    /// No fields.
    package init() { fields = [] }

    /// Reads all fields; `nil` when one of them is broken.
    package init?(_ bytes: some Collection<UInt8>) {
        var fields: [(name: String, value: String)] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard let name = FormField.decode(parts[0]),
                let value = parts.count == 2 ? FormField.decode(parts[1]) : "",
                fields.count < Self.limit, !fields.contains(where: { $0.name.utf8.elementsEqual(name.utf8) })
            else { return nil }
            fields.append((name, value))
        }
        self.fields = fields
    }

    /// Every field in the order in which it came.
    package var all: [(name: String, value: String)] { fields }

    /// The value of a field; `nil` when the form has no such field.
    package subscript(name: String) -> String? {
        fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    package static func == (left: FormFields, right: FormFields) -> Bool {
        left.fields.elementsEqual(right.fields) {
            $0.name.utf8.elementsEqual($1.name.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
        }
    }
}
