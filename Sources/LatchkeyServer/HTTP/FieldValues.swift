import HTTPTypes

extension HTTPFields {
    /// Every value of a field, each on its own.
    func values(of name: String) -> [String] {
        guard let name = HTTPField.Name(name) else { return [] }
        return self[fields: name].map(\.value)
    }
}
