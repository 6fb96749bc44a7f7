import Foundation
import Hummingbird
import LatchkeyHummingbird
import Logging

extension Guards {
    /// Serves two routes for each guard, `/held/NAME` behind it and `/open/NAME` behind nothing, on a free port of loopback,
    /// until the process is told to stop.
    ///
    /// The router compares a path with one route after the other: one bare route in front of all would be found sooner.
    func serve(tokensIn folder: String) async throws {
        var guards = try Self.algorithms.flatMap(jwt) + own()
        guards += [try await session(in: folder), try await jwtKit(), try pass()]
        let router = Router(context: BenchmarkContext.self)
        for line in guards {
            Self.mount(line.middleware, at: line.name, on: router)
            try line.tokens.joined(separator: "\n").write(
                toFile: "\(folder)/\(line.name)",
                atomically: true,
                encoding: .utf8
            )
        }
        try await Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                FileHandle.standardOutput.write(Data("http://127.0.0.1:\(port)\n".utf8))
            },
            logger: Logger(label: "http-benchmark") { _ in SwiftLogNoOpLogHandler() }
        ).runService()
    }

    private static func mount(
        _ middleware: some RouterMiddleware<BenchmarkContext>,
        at name: String,
        on router: Router<BenchmarkContext>
    ) {
        router.get(RouterPath("open/\(name)")) { _, _ in "ok" }
        router.group(RouterPath("held/\(name)")).add(middleware: middleware).get { _, _ in "ok" }
    }
}
