import ArgumentParser

/// `latchkey client …`.
struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Add, list, show and delete OAuth clients, and rotate their secrets.",
        discussion: """
            A client is an application that gets tokens at /oauth/token. All of it works beside a running server, which \
            follows within a second.
            """,
        subcommands: [
            ClientAdd.self, ClientList.self, ClientShow.self, ClientRotateSecret.self, ClientDelete.self,
        ]
    )
}
