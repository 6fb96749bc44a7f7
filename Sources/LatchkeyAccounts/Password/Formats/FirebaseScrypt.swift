import Crypto
import CryptoExtras
import FoundationEssentials

/// Firebase's variant of scrypt, `$fbscrypt$v=1,n=14,r=8,p=1,ss=…,sk=…$salt$hash`.
///
/// Firebase exports salt and hash of each account, and signer key `sk`, salt separator `ss`, memory cost `n` and
/// rounds `r` once for the project. The writing that joins them is that of other servers which import from Firebase.
/// The hash is the signer key, encrypted with AES-256 in counter mode under the scrypt key of the password.
struct FirebaseScrypt: PasswordHashFormat {
    private let scrypt: Scrypt
    private let salt: [UInt8]
    private let signerKey: [UInt8]
    private let hash: [UInt8]

    init?(_ fields: [Substring]) {
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "fbscrypt",
            let values = HashFields.values(fields[2], named: ["v", "n", "r", "p", "ss", "sk"]),
            values[0] == "1", values[3] == "1",
            let log2Cost = HashFields.decimal(values[1]), let blockSize = HashFields.decimal(values[2]),
            let scrypt = Scrypt(log2Cost: log2Cost, blockSize: blockSize, parallelism: 1),
            let separator = HashFields.paddedBase64(values[4]), separator.count <= 64,
            let signerKey = HashFields.paddedBase64(values[5]), (32...128).contains(signerKey.count),
            let salt = HashFields.paddedBase64(fields[3]), (1...64).contains(salt.count),
            let hash = HashFields.paddedBase64(fields[4]), hash.count == signerKey.count
        else { return nil }
        self.scrypt = scrypt
        self.salt = salt + separator
        self.signerKey = signerKey
        self.hash = hash
    }

    func matches(_ password: [UInt8]) throws -> Bool {
        let key = try scrypt.key(of: password, salt: salt, count: 64).prefix(32)
        let encrypted = try AES._CTR.encrypt(
            signerKey,
            using: SymmetricKey(data: key),
            nonce: AES._CTR.Nonce(nonceBytes: [UInt8](repeating: 0, count: 16))
        )
        return Array(encrypted).isEqualInConstantTime(to: hash)
    }
}
