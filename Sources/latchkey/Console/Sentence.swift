extension String {
    /// The same text, ended as a sentence is.
    var sentence: String {
        hasSuffix(".") || hasSuffix("?") ? self : "\(self)."
    }
}
