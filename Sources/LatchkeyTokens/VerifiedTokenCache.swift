import CoreMetrics
import FoundationEssentials
import Synchronization

/// The tokens that one verifier has lately accepted, by their full text.
///
/// A hit saves the signature and the parsing, and nothing else: the verifier's keys must be the same, the token must
/// not have expired since, and the revocation list is asked by the verifier as for any other token. Texts are compared
/// octet by octet. Only accepted tokens are kept, so invented ones cannot push them out.
///
/// At most `capacity` tokens are kept, those of 4 KiB or less. Two generations stand in for an order of use: when the
/// young one is full it becomes the old one, whatever was not asked for meanwhile is dropped, and a hit in the old
/// generation carries its token over.
final class VerifiedTokenCache: Sendable {
    /// Longer tokens are verified each time, so that the bound on tokens is one on memory.
    static let longestToken = 4096

    private let shards: [Shard]
    private let hits: Counter
    private let misses: Counter

    /// - Parameters:
    ///   - capacity: the most tokens; not below 2.
    ///   - metrics: where hits and misses are counted.
    init(capacity: Int, metrics: any MetricsFactory) {
        // Many threads look up at once; few of them shall meet.
        let count = capacity < 1024 ? 1 : 16
        shards = (0..<count).map { _ in Shard(generationSize: max(1, capacity / count / 2)) }
        hits = Counter(label: "latchkey.tokens.cache", dimensions: [("outcome", "hit")], factory: metrics)
        misses = Counter(label: "latchkey.tokens.cache", dimensions: [("outcome", "miss")], factory: metrics)
    }

    /// The token that was accepted with keys of this generation, while it is still in its time.
    func token(_ text: String, keys generation: UInt64, at now: Date, leeway: TimeInterval) -> AccessToken? {
        let key = Key(text)
        guard let entry = shard(key)[key], entry.generation == generation,
            // A clock that went back may have left the token's nbf behind.
            entry.verifiedAt <= now, now < entry.token.expiresAt + leeway
        else {
            misses.increment()
            return nil
        }
        hits.increment()
        return entry.token
    }

    /// Keeps a token that a verifier has accepted.
    func insert(_ token: AccessToken, for text: String, keys generation: UInt64, at now: Date) {
        guard text.utf8.count <= Self.longestToken else { return }
        let key = Key(text)
        shard(key)[key] = Entry(token: token, generation: generation, verifiedAt: now)
    }

    /// How many tokens are kept.
    var count: Int { shards.reduce(0) { $0 + $1.count } }

    private func shard(_ key: Key) -> Shard {
        shards[shards.count == 1 ? 0 : Int(key.digest & UInt64(shards.count - 1))]
    }
}

extension VerifiedTokenCache {
    private struct Entry: Sendable {
        let token: AccessToken
        let generation: UInt64
        let verifiedAt: Date
    }

    /// A token's text, equal only to the same octets: `String` would take a Kelvin sign for a K.
    ///
    /// The digest is keyed anew by every process, so nobody can choose texts that share one.
    private struct Key: Hashable {
        let text: String
        let digest: UInt64

        init(_ text: String) {
            var hasher = Hasher()
            let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable {
                hasher.combine(bytes: UnsafeRawBufferPointer($0))
            }
            if isHashed == nil { for octet in text.utf8 { hasher.combine(octet) } }
            self.text = text
            digest = UInt64(bitPattern: Int64(hasher.finalize()))
        }

        static func == (one: Key, other: Key) -> Bool {
            one.digest == other.digest && one.text.hasSameOctets(as: other.text)
        }

        func hash(into hasher: inout Hasher) { hasher.combine(digest) }
    }

    private final class Shard: Sendable {
        private struct Generations {
            var young: [Key: Entry] = [:]
            var old: [Key: Entry] = [:]
        }

        private let size: Int
        private let generations = Mutex(Generations())

        init(generationSize: Int) { size = generationSize }

        var count: Int { generations.withLock { $0.young.count + $0.old.count } }

        subscript(key: Key) -> Entry? {
            get {
                generations.withLock { generations in
                    if let entry = generations.young[key] { return entry }
                    guard let entry = generations.old.removeValue(forKey: key) else { return nil }
                    Self.keep(entry, key, size, in: &generations)
                    return entry
                }
            }
            set {
                guard let newValue else { return }
                generations.withLock { generations in
                    generations.old[key] = nil
                    Self.keep(newValue, key, size, in: &generations)
                }
            }
        }

        private static func keep(_ entry: Entry, _ key: Key, _ size: Int, in generations: inout Generations) {
            if generations.young.count >= size, generations.young[key] == nil {
                generations.old = generations.young
                generations.young = [:]
                generations.young.reserveCapacity(min(size, 1024))
            }
            generations.young[key] = entry
        }
    }
}

extension String {
    /// Whether both texts are the same octets, eight at a time: tokens are long.
    fileprivate func hasSameOctets(as other: String) -> Bool {
        let isSame = utf8.withContiguousStorageIfAvailable { one in
            other.utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer(one).isSame(as: $0) }
        }
        guard let verdict = isSame ?? nil else { return utf8.elementsEqual(other.utf8) }
        return verdict
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func isSame(as octets: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == octets.count else { return false }
        let other = UnsafeRawBufferPointer(octets)
        let words = count & ~7
        var difference: UInt64 = 0
        for offset in stride(from: 0, to: words, by: 8) {
            difference |=
                loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                ^ other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        for offset in words..<count { difference |= UInt64(self[offset] ^ other[offset]) }
        return difference == 0
    }
}
