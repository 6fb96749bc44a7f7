internal import CArgon2
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The working memory of a hash: mapped for it, and given back to the system after it.
///
/// `malloc` would keep freed blocks of this size in its arenas: after a login storm the process would stay large. A
/// thread that hashes one password after the other keeps its block for as long as it lives, because the system takes a
/// third of the time of a hash to hand out 19 MiB page by page. libargon2 wipes the block after each hash.
enum Argon2Memory {
    typealias Allocate = @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, Int) -> Int32
    typealias Free = @convention(c) (UnsafeMutablePointer<UInt8>?, Int) -> Void

    /// A block that a thread keeps.
    private struct Kept {
        var start: UnsafeMutableRawPointer?
        var size = 0

        mutating func giveBack() {
            if let start { munmap(start, size) }
            self = Kept()
        }
    }

    /// What libargon2 calls for memory.
    static let allocate: Allocate = { destination, size in
        guard let block = take(size) else { return ARGON2_MEMORY_ALLOCATION_ERROR.rawValue }
        destination?.pointee = block.assumingMemoryBound(to: UInt8.self)
        return ARGON2_OK.rawValue
    }

    /// What libargon2 calls when it has wiped the memory.
    static let free: Free = { memory, size in
        guard let memory, keptHere?.pointee.start != UnsafeMutableRawPointer(memory) else { return }
        munmap(memory, size)
    }

    /// Has the current thread keep its block from one hash to the next, until it ends.
    static func keepOnThisThread() {
        guard let key, keptHere == nil else { return }
        let kept = UnsafeMutablePointer<Kept>.allocate(capacity: 1)
        kept.initialize(to: Kept())
        guard pthread_setspecific(key, kept) != 0 else { return }
        kept.deallocate()
    }

    /// Where threads that keep a block find it; `nil` when the system has no more places of this kind.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { kept in
            guard let kept = kept?.assumingMemoryBound(to: Kept.self) else { return }
            kept.pointee.giveBack()
            kept.deallocate()
        }
        return code == 0 ? key : nil
    }()

    private static var keptHere: UnsafeMutablePointer<Kept>? {
        key.flatMap { pthread_getspecific($0) }?.assumingMemoryBound(to: Kept.self)
    }

    private static func take(_ size: Int) -> UnsafeMutableRawPointer? {
        guard let kept = keptHere else { return map(size) }
        if kept.pointee.size == size, let start = kept.pointee.start { return start }
        kept.pointee.giveBack()
        guard let start = map(size) else { return nil }
        kept.pointee = Kept(start: start, size: size)
        return start
    }

    private static func map(_ size: Int) -> UnsafeMutableRawPointer? {
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else { return nil }
        #if os(Linux)
        // A hash jumps about in its memory: with pages of 2 MiB the processor finds its way more quickly.
        madvise(memory, size, MADV_HUGEPAGE)
        #endif
        return memory
    }
}
