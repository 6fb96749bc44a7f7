import NIOCore
import NIOPosix

/// A port that nobody listens on at the moment.
///
/// The issuer of every token holds the port, so port 0 has to become a number before the server is put together.
enum FreePort {
    static func find(host: String) async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: host, port: 0).get()
        let port = channel.localAddress?.port
        try await channel.close()
        guard let port else { throw CommandFailure.environment("no free port on \(host)") }
        return port
    }
}
