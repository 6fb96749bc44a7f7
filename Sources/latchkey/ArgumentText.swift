/// The arguments of the process as text.
enum ArgumentText {
    /// Reads the arguments after the program's name.
    ///
    /// Swift's own list puts U+FFFD where an argument is not UTF-8. A name so repaired is another name, and a token
    /// would be signed that nobody asked for.
    ///
    /// - Throws: ``CommandFailure/usage(_:)`` naming the argument by its place.
    static func read() throws(CommandFailure) -> [String] {
        var arguments: [String] = []
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let octets = CommandLine.unsafeArgv[index] else { break }
            guard let text = String(validatingCString: octets) else {
                throw .usage("argument \(index) is not text in UTF-8.")
            }
            arguments.append(text)
        }
        return arguments
    }
}
