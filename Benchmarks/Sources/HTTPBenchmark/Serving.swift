import Foundation
import Hummingbird
import LatchkeyHummingbird
import Logging

extension Guards {
    /// Serves `/bare` and a route behind each guard, on a free port of loopback, until the process is told to stop.
    func serve(tokensIn folder: String) async throws {
        var guards = try Self.algorithms.flatMap(jwt)
        guards += [try await session(in: folder), try await jwtKit(), try pass()]
        let router = Router(context: BenchmarkContext.self)
        router.get("bare") { _, _ in "ok" }
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
        router.group(RouterPath(name)).add(middleware: middleware).get { _, _ in "ok" }
    }
}
