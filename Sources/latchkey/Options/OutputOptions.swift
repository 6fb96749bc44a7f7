import ArgumentParser

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Answer in JSON.")
    var json = false
}
