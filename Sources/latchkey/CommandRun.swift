import ArgumentParser
import LatchkeyAccounts

/// Runs one command from its arguments to its exit code.
enum CommandRun {
    static func run(_ arguments: () throws -> [String]) async -> Int32 {
        // A reader that has gone away is found when writing, and is no reason to die.
        Descriptor.ignoreBrokenPipes()
        Descriptor.ignoreSizeLimits()
        do {
            try await runCommand(arguments())
            return 0
        } catch {
            return report(error)
        }
    }

    private static func runCommand(_ arguments: [String]) async throws {
        var command = try parse(arguments)
        let type = type(of: command)
        guard type.configuration.subcommands.isEmpty else { throw MissingVerb(noun: type) }
        if var command = command as? any AsyncParsableCommand {
            // What the server does, it does for whoever asks it.
            guard !(command is ServeCommand) else { return try await command.run() }
            let aftermath = Aftermath()
            do {
                try await Aftermath.$current.withValue(aftermath) {
                    try await AuditActor.$current.withValue(.commandLine) { try await command.run() }
                }
            } catch {
                // What was done before it failed is done.
                await aftermath.run()
                throw error
            }
            await aftermath.run()
        } else {
            try command.run()
        }
    }

    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        // A server should be ready at once: it does not wait until forty other commands have been looked at. What is wrong
        // with its arguments, and its help, they are needed for.
        if arguments.first == ServeCommand.configuration.commandName,
            let command = try? ServeCommand.parse(Array(arguments.dropFirst()))
        {
            return command
        }
        return try LatchkeyCommand.parseAsRoot(arguments)
    }

    /// Prints what there is to say about an error, and returns its exit code.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case let error as MissingVerb:
            Output.complain(raw: HelpText.fitted(LatchkeyCommand.helpMessage(for: error.noun)) + "\n")
            return CommandFailure.usageExitCode
        case Output.Closed.reader:
            return 0
        case is AnsweredRefusal:
            return CommandFailure.refusedExitCode
        default:
            return CommandFailure(error).map(report) ?? reportParsing(error)
        }
    }

    private static func report(_ failure: CommandFailure) -> Int32 {
        Output.complain(failure.message)
        return failure.exitCode
    }

    /// Errors of the argument parser: requests for help, which are none, and wrong usage.
    private static func reportParsing(_ error: any Error) -> Int32 {
        let text = LatchkeyCommand.fullMessage(for: error)
        switch LatchkeyCommand.exitCode(for: error) {
        case .success:
            do { try Output.write(HelpText.fitted(text) + "\n") } catch { return report(error) }
            return 0
        case .validationFailure:
            return report(.usage(usageSentence(LatchkeyCommand.message(for: error), help: text)))
        default:
            return report(.environment(LatchkeyCommand.message(for: error)))
        }
    }

    /// One line: what is wrong, and where help is, which the parser puts last.
    private static func usageSentence(_ message: String, help: String) -> String {
        let message = oneLine(message)
        let pointer = help.split(separator: "\n").last { $0.contains("See '") }
        return [message.sentence, pointer?.drop { $0 == " " }.description].compactMap(\.self).joined(
            separator: " "
        )
    }

    /// The parser lists alternatives below each other.
    private static func oneLine(_ message: String) -> String {
        let lines = message.split(separator: "\n").map { $0.drop { " -".contains($0) } }
        guard lines.count > 1, let first = lines.first else { return message }
        return "\(first) \(lines.dropFirst().joined(separator: ", "))"
    }
}

/// A noun was given without a verb.
private struct MissingVerb: Error {
    let noun: any ParsableCommand.Type
}
