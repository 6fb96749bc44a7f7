internal import CArgon2
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Every kind of argon2, over the reference implementation.
///
/// The memory of a hash is mapped for it, and given back to the system behind it: `malloc` would keep freed blocks of
/// this size in its arenas. libargon2 wipes it first.
enum ReferenceArgon2 {
    /// Computes the tag of a password; runs for tens of milliseconds on the calling thread.
    static func hash(
        password: [UInt8],
        salt: [UInt8],
        parameters: Argon2Parameters,
        variant: Argon2.Variant,
        version: Argon2.Version,
        tagSize: Int
    ) throws(Argon2.Failure) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: tagSize)
        var password = password
        var salt = salt
        let code = tag.withUnsafeMutableBufferPointer { tag in
            password.withUnsafeMutableBufferPointer { password in
                salt.withUnsafeMutableBufferPointer { salt in
                    var context = argon2_context()
                    context.out = tag.baseAddress
                    context.outlen = UInt32(tag.count)
                    context.pwd = password.baseAddress
                    context.pwdlen = UInt32(password.count)
                    context.salt = salt.baseAddress
                    context.saltlen = UInt32(salt.count)
                    context.t_cost = parameters.iterations
                    context.m_cost = parameters.memory
                    context.lanes = parameters.parallelism
                    context.threads = 1
                    context.version = version.number
                    context.allocate_cbk = allocate
                    context.free_cbk = free
                    context.flags = clearPassword
                    return variant == .id ? argon2id_ctx(&context) : argon2i_ctx(&context)
                }
            }
        }
        guard code == ARGON2_OK.rawValue else { throw Argon2.Failure(code: code) }
        return tag
    }

    private typealias Allocate =
        @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, Int) -> Int32
    private typealias Free = @convention(c) (UnsafeMutablePointer<UInt8>?, Int) -> Void

    private static let allocate: Allocate = { destination, size in
        guard let block = map(size) else { return ARGON2_MEMORY_ALLOCATION_ERROR.rawValue }
        destination?.pointee = block.assumingMemoryBound(to: UInt8.self)
        return ARGON2_OK.rawValue
    }

    private static let free: Free = { memory, size in
        guard let memory else { return }
        munmap(memory, size)
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

    /// `ARGON2_FLAG_CLEAR_PASSWORD`, a macro that is not imported: wipes the copy of the password.
    private static let clearPassword: UInt32 = 1
}

extension Argon2.Version {
    fileprivate var number: UInt32 {
        switch self {
        case .v16: UInt32(ARGON2_VERSION_10.rawValue)
        case .v19: UInt32(ARGON2_VERSION_13.rawValue)
        }
    }
}
