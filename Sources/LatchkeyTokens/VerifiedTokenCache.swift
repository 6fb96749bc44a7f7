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
        let place = Self.place(of: octets)
        guard let entry = shard(place)[place], entry.generation == generation, entry.isOf(octets),
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
        let place = Self.place(of: octets)
        shard(place)[place] = Entry(octets, token: token, generation: generation, verifiedAt: now)
    }

    /// How many tokens are kept.
    var count: Int { shards.reduce(0) { $0 + $1.count } }

    private func shard(_ place: Place) -> Shard {
        // Characters fill no octet; the middle bits of a product hang on five of them at once (Knuth, TAOCP 6.4).
        shards[Int((place &* 0x9E37_79B9_7F4A_7C15) >> 32) & (shards.count - 1)]
    }
}

extension VerifiedTokenCache {
    /// Where to look for a token: says nothing about which one it is.
    private typealias Place = UInt64

    /// The last eight characters: of a signature, which differs where anything does and which nobody can choose.
    ///
    /// Two tokens that end alike would take turns, and each be verified. Dictionaries hash the place with a seed of
    /// their own, so that nobody can crowd it either.
    private static func place(of octets: Span<UInt8>) -> Place {
        octets.extracting(last: 8).withUnsafeBytes { octets in
            octets.count == 8 ? octets.loadUnaligned(as: Place.self) : 0
        }
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
            var young: [Place: Entry] = [:]
            var old: [Place: Entry] = [:]
        }

        private let size: Int
        private let generations = Mutex(Generations())

        init(generationSize: Int) { size = generationSize }

        var count: Int { generations.withLock { $0.young.count + $0.old.count } }

        subscript(place: Place) -> Entry? {
            get {
                generations.withLock { generations in
                    if let entry = generations.young[place] { return entry }
                    guard let entry = generations.old.removeValue(forKey: place) else { return nil }
                    Self.keep(entry, place, size, in: &generations)
                    return entry
                }
            }
            set {
                guard let newValue else { return }
                generations.withLock { generations in
                    generations.old[place] = nil
                    Self.keep(newValue, place, size, in: &generations)
                }
            }
        }

        private static func keep(
            _ entry: Entry,
            _ place: Place,
            _ size: Int,
            in generations: inout Generations
        ) {
            if generations.young.count >= size, generations.young[place] == nil {
                generations.old = generations.young
                generations.young = [:]
                generations.young.reserveCapacity(min(size, 1024))
            }
            generations.young[place] = entry
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
