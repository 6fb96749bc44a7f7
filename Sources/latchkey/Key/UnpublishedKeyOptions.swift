import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Consent to sign with a key that nobody else can verify with.
struct UnpublishedKeyOptions: ParsableArguments {
    @Flag(help: "Allow a shared secret, which the key set never shows.")
    var unpublished = false

    /// Refuses to go over from keys that are published to a shared secret, unless that was asked for.
    ///
    /// - Throws: ``CommandFailure/refused(_:)``.
    func check(_ isSharedSecret: Bool, in ring: KeyRing) throws {
        // A ring that signs with a secret already has no service that could miss the next one.
        guard isSharedSecret, !unpublished, ring.activeKey(at: Date())?.algorithm.keyType != .oct else {
            return
        }
        throw CommandFailure.refused(
            "a shared secret cannot be published: every service that verifies by the server's key set would refuse the "
                + "new tokens. Pass --unpublished where there is none."
        )
    }
}
