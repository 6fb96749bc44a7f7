/// The version of the program, as `latchkey --version` prints it.
enum LatchkeyVersion {
    static let text = "0.1.0"
}
