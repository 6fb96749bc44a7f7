import Crypto
import FoundationEssentials
import LatchkeyJOSE
import Synchronization

/// The one secret from which every server-side key is derived (HKDF-SHA-256, RFC 5869).
///
/// 32 octets, kept outside the database, so that neither a copy of the database nor the master key alone is of use.
/// Each purpose gets a key of its own. When the master key of a database is exchanged, what it has encrypted is
/// encrypted anew, and the keys that people's tokens, digests and recorded seals were made with are carried over.
///
/// Copies of a value share what they hold: where a running server takes a new master key (``become(_:)``), every part
/// of it does.
public struct MasterKey: Sendable {
    /// What a derived key is for.
    ///
    /// The raw value is part of the derivation: it can never change.
    public enum Purpose: String, Sendable, CaseIterable {
        /// Encrypts the signing keys at rest.
        case keyRing = "latchkey key ring v1"
        /// Authenticates refresh tokens.
        case refreshToken = "latchkey refresh token v1"
        /// Makes digests of names and addresses for throttling and audit.
        case digest = "latchkey digest v1"
        /// Authenticates the anti-forgery tokens of browser forms.
        case formToken = "latchkey form token v1"
        /// Keys the digests of short one-time codes.
        case oneTimeCode = "latchkey one-time code v1"
        /// Derives a signing key for each account.
        case accountKeys = "latchkey account keys v1"
        /// Seals the chains of the audit log.
        case auditChain = "latchkey audit chain v1"
        /// Encrypts the mails that wait to be sent.
        case mail = "latchkey mail queue v1"
        /// Encrypts the secrets of second factors at rest.
        case factorSecret = "latchkey factor secret v1"
        /// Orders the places of tokens in status lists.
        case statusList = "latchkey status list v1"
        /// Recognises the master key that a database belongs to.
        case check = "latchkey master key check v1"
        /// Encrypts the keys that are carried over from an earlier master key.
        case carriedKeys = "latchkey carried keys v1"

        /// Whether an exchange of the master key carries the key over.
        ///
        /// What it has made is in the hands of others, cannot be made again, or is history: refresh tokens, digests of
        /// recovery codes, the seals of the audit log.
        public var isCarried: Bool {
            switch self {
            case .refreshToken, .digest, .formToken, .oneTimeCode, .accountKeys, .auditChain, .statusList:
                true
            case .keyRing, .mail, .factorSecret, .check, .carriedKeys: false
            }
        }
    }

    /// The carried keys of a database cannot be read with this master key.
    public struct UnreadableCarriedKeys: Error, Sendable, Equatable {}

    /// What a master key is at a moment.
    private struct State: Sendable {
        let key: SymmetricKey
        var carried: [Purpose: [UInt8]] = [:]
        /// The ones before it, in this process: what was read under one may be opened a little later.
        var earlier: [SymmetricKey] = []

        var all: [SymmetricKey] { [key] + earlier }
    }

    private final class Holder: Sendable {
        let state: Mutex<State>

        init(_ state: State) { self.state = Mutex(state) }
    }

    /// The size of a master key in octets.
    public static let size = 32

    private static let carriedContext = "carried keys"

    private let holder: Holder

    private var state: State { holder.state.withLock { $0 } }

    private init(_ state: State) { holder = Holder(state) }

    /// Takes the octets of a master key; `nil` unless there are exactly 32.
    public init?(bytes: some Sequence<UInt8>) {
        let octets = Array(bytes)
        guard octets.count == Self.size else { return nil }
        self.init(State(key: SymmetricKey(data: octets)))
    }

    /// Makes a new random master key.
    public init() {
        self.init(State(key: SymmetricKey(size: .bits256)))
    }

    /// The octets, for writing the key file.
    public var bytes: [UInt8] { state.key.withUnsafeBytes { Array($0) } }

    /// The 32-octet key for one purpose.
    public func derive(_ purpose: Purpose) -> [UInt8] {
        let state = state
        return state.carried[purpose] ?? Self.derive(purpose, from: state.key)
    }

    private static func derive(_ purpose: Purpose, from key: SymmetricKey) -> [UInt8] {
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            info: Array(purpose.rawValue.utf8),
            outputByteCount: 32
        )
        return derived.withUnsafeBytes { Array($0) }
    }

    /// Encrypts with AES-256-GCM under the key of a purpose, bound to a context that must be given again.
    public func seal(_ plaintext: [UInt8], for purpose: Purpose, context: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            plaintext,
            using: SymmetricKey(data: derive(purpose)),
            authenticating: Array(context.utf8)
        )
        // A 96-bit nonce always combines; the fallback spells out the same layout.
        return Array(box.combined ?? Data(box.nonce) + box.ciphertext + box.tag)
    }

    /// Opens what ``seal(_:for:context:)`` made; throws when key, context or a single bit differs.
    ///
    /// What was made under a master key that this one was before, in this process, opens too.
    public func open(_ sealed: [UInt8], for purpose: Purpose, context: String) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: sealed)
        let state = state
        for key in state.earlier {
            let derived = SymmetricKey(data: Self.derive(purpose, from: key))
            if let opened = try? AES.GCM.open(box, using: derived, authenticating: Array(context.utf8)) {
                return Array(opened)
            }
        }
        let derived = SymmetricKey(data: Self.derive(purpose, from: state.key))
        return Array(try AES.GCM.open(box, using: derived, authenticating: Array(context.utf8)))
    }
}

extension MasterKey {
    /// The keys that go on after an exchange, encrypted under the master key that follows.
    ///
    /// - Parameter next: the new master key.
    /// - Returns: what ``carrying(_:)`` of the new one reads; the database keeps it.
    /// - Throws: when encryption fails.
    public func carriedKeys(for next: MasterKey) throws -> [UInt8] {
        let purposes = Purpose.allCases.filter(\.isCarried)
        let members = try JSONObject(
            members: purposes.map { ($0.rawValue, .string(Base64URL.encode(derive($0)))) }
        )
        return try next.seal(Array(members.json().utf8), for: .carriedKeys, context: Self.carriedContext)
    }

    /// The same master key with the keys that were carried over to it.
    ///
    /// - Parameter sealed: what ``carriedKeys(for:)`` of the one before made.
    /// - Returns: a master key of its own; this one stays as it is.
    /// - Throws: ``UnreadableCarriedKeys`` when it was made for another, or altered.
    public func carrying(_ sealed: [UInt8]) throws -> MasterKey {
        guard let octets = try? open(sealed, for: .carriedKeys, context: Self.carriedContext),
            let members = try? JSONObject(json: octets)
        else { throw UnreadableCarriedKeys() }
        var state = State(key: state.key)
        for purpose in Purpose.allCases where purpose.isCarried {
            guard case .string(let text)? = members[purpose.rawValue], let key = Base64URL.decode(text),
                key.count == Self.size
            else { throw UnreadableCarriedKeys() }
            state.carried[purpose] = key
        }
        return MasterKey(state)
    }

    /// Makes this master key, and every copy of it, another: the one that its database was given.
    public func become(_ next: MasterKey) {
        let next = next.state
        holder.state.withLock { state in
            state = State(key: next.key, carried: next.carried, earlier: state.all)
        }
    }
}
