import LatchkeyJOSE
import LatchkeyServer

extension ServerConfiguration {
    /// Refuses a new signing key whose tokens the server itself would refuse.
    ///
    /// - Throws: ``CommandFailure/refused(_:)`` naming the setting to change.
    func check(signingWith algorithm: SignatureAlgorithm?) throws {
        guard let algorithm, !tokenAlgorithms.contains(algorithm) else { return }
        throw CommandFailure.refused(
            "the server would refuse the tokens of a key for \(algorithm.name). Set tokens.algorithm to "
                + "\(algorithm.name) first."
        )
    }
}
