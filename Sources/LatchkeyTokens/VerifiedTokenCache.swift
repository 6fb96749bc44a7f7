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
    func token(
        _ octets: Span<UInt8>,
        keys generation: UInt64,
        at now: Date,
        leeway: TimeInterval
    ) -> AccessToken? {
        let digest = Self.digest(octets)
        guard let entry = shard(digest)[digest], entry.generation == generation, entry.isOf(octets),
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
    func insert(_ token: AccessToken, for octets: Span<UInt8>, keys generation: UInt64, at now: Date) {
        guard octets.count <= Self.longestToken else { return }
        let digest = Self.digest(octets)
        shard(digest)[digest] = Entry(octets, token: token, generation: generation, verifiedAt: now)
    }

    /// How many tokens are kept.
    var count: Int { shards.reduce(0) { $0 + $1.count } }

    private func shard(_ digest: Digest) -> Shard {
        shards[shards.count == 1 ? 0 : Int(digest & UInt64(shards.count - 1))]
    }
}

extension VerifiedTokenCache {
    /// Where to look for a token: says nothing about which one it is.
    private typealias Digest = UInt64

    /// The end of a token is its signature, which differs where anything does; and it is keyed anew by every process.
    private static func digest(_ octets: Span<UInt8>) -> Digest {
        var hasher = Hasher()
        hasher.combine(octets.count)
        octets.extracting(last: 64).withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// A class, so that the table is small and a hit counts one reference.
    private final class Entry: Sendable {
        let octets: [UInt8]
        let token: AccessToken
        let generation: UInt64
        let verifiedAt: Date

        init(_ octets: Span<UInt8>, token: AccessToken, generation: UInt64, verifiedAt: Date) {
            self.octets = octets.withUnsafeBytes { Array($0) }
            (self.token, self.generation, self.verifiedAt) = (token, generation, verifiedAt)
        }

        /// Whether it is the very same token, octet by octet.
        func isOf(_ other: Span<UInt8>) -> Bool {
            octets.withUnsafeBytes { own in other.withUnsafeBytes { own.isSame(as: $0) } }
        }
    }

    private final class Shard: Sendable {
        private struct Generations {
            var young: [Digest: Entry] = [:]
            var old: [Digest: Entry] = [:]
        }

        private let size: Int
        private let generations = Mutex(Generations())

        init(generationSize: Int) { size = generationSize }

        var count: Int { generations.withLock { $0.young.count + $0.old.count } }

        subscript(digest: Digest) -> Entry? {
            get {
                generations.withLock { generations in
                    if let entry = generations.young[digest] { return entry }
                    guard let entry = generations.old.removeValue(forKey: digest) else { return nil }
                    Self.keep(entry, digest, size, in: &generations)
                    return entry
                }
            }
            set {
                guard let newValue else { return }
                generations.withLock { generations in
                    generations.old[digest] = nil
                    Self.keep(newValue, digest, size, in: &generations)
                }
            }
        }

        private static func keep(
            _ entry: Entry,
            _ digest: Digest,
            _ size: Int,
            in generations: inout Generations
        ) {
            if generations.young.count >= size, generations.young[digest] == nil {
                generations.old = generations.young
                generations.young = [:]
                generations.young.reserveCapacity(min(size, 1024))
            }
            generations.young[digest] = entry
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func isSame(as other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
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
