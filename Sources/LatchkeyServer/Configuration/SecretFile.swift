import Foundation

/// A file or folder that holds secrets, and who may get at them.
package struct SecretFile: Sendable {
    /// Where it is.
    package let path: String
    private let closed: mode_t
    private let right: String

    private init(_ path: String, closed: mode_t, right: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        (self.closed, self.right) = (closed, right)
    }

    /// A folder of Latchkey's own: for its owner alone.
    package static func folder(_ path: String) -> Self { Self(path, closed: 0o077, right: "700") }

    /// A file of Latchkey's own: for its owner alone.
    package static func own(_ path: String) -> Self { Self(path, closed: 0o077, right: "600") }

    /// A file that somebody names: its group may read it.
    ///
    /// Those who renew certificates often are one, and systemd shows a credential, which nobody but the service can
    /// reach, with the mode 440.
    package static func named(_ path: String) -> Self { Self(path, closed: 0o037, right: "640") }

    /// The mode while others than those may read or replace it; `nil` when nobody else may, or there is no such file.
    ///
    /// Of the file itself: a link, as tools for certificates set it, has a mode that says nothing.
    package var openMode: String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & closed != 0 else { return nil }
        return String(status.st_mode & 0o777, radix: 8)
    }

    /// The command that closes it.
    package var change: String { "chmod \(right) \(path)" }

    /// The error while it is open, which begins with what it is; `nil` when it is not.
    package func fault(_ what: String) -> ConfigurationError? {
        openMode.map {
            ConfigurationError(
                "\(what) is open to other users (mode \($0))",
                remedy: "run \(change)",
                isOpenSecret: true
            )
        }
    }
}
