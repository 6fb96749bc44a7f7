import ArgumentParser

/// The account a command is about.
struct LoginArgument: ParsableArguments {
    @Argument(help: "The e-mail address, user name or identifier of the account.")
    var login: String
}
