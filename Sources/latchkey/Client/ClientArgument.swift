import ArgumentParser
import LatchkeyTokens

/// The client a command is about.
struct ClientArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The identifier of the client, as client list shows it.", valueName: "id"))
    var client: String

    /// The identifier.
    var id: UUIDv7 {
        get throws {
            guard let id = UUIDv7(client) else {
                throw CommandFailure.refused(
                    "\(client) is not the identifier of a client. See latchkey client list."
                )
            }
            return id
        }
    }
}
