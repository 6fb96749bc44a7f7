import Foundation

/// A Hummingbird application whose routes differ in nothing but what guards them.
///
///     HTTPBenchmark serve FOLDER          writes the tokens of each route into FOLDER, then says where it listens
///     HTTPBenchmark middleware [NAME …]   times the middleware alone, without a socket: all, or these guards
///     HTTPBenchmark allocations           counts its allocations, with the library of Scripts/bench-http preloaded
///
/// Documentation/Benchmarks.md says how to read what it prints.
@main
struct HTTPBenchmark {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch (arguments.first, arguments.dropFirst().first) {
            case ("serve", let folder?): try await Guards(lifetime: 3600).serve(tokensIn: folder)
            case ("middleware", _): try await MiddlewareTiming(only: Array(arguments.dropFirst())).run()
            case ("allocations", nil): try await MiddlewareTiming(only: []).countAllocations()
            default: throw Usage()
            }
        } catch {
            FileHandle.standardError.write(Data("HTTPBenchmark: \(error)\n".utf8))
            exit(1)
        }
    }

    private struct Usage: Error, CustomStringConvertible {
        let description = "usage: HTTPBenchmark serve FOLDER | middleware [NAME …] | allocations"
    }
}
