// An application with the whole auth API inside: sign-up, login, refresh, logout and the published keys under /auth,
// its own routes beside them, one process and one SQLite file.
//
//   swift run --package-path Examples embed-the-server
//   curl http://127.0.0.1:8082/auth/api/signup -H 'content-type: application/json' \
//       -d '{"username":"ada","password":"twelve purple kettles"}'
//   curl http://127.0.0.1:8082/notes -H "Authorization: Bearer $ACCESS_TOKEN"

import Foundation
import Hummingbird
import LatchkeyHummingbird
import LatchkeySQLite
import LatchkeyServer
import LatchkeyTokens
import Logging
import NIOCore

@main
struct EmbedTheServer {
    static func main() async throws {
        let services = try await services(folder: "./data-embedded", issuer: "http://127.0.0.1:8082/auth")
        try await application(services, port: 8082).runService()
    }
}

/// The context of the application's requests: who calls, and from where, so that the limits count by address.
struct AppContext: TokenRequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    var token: AccessToken?
    let remoteAddress: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

/// Opens the database and its master key, and puts every part of Latchkey together on them.
func services(folder: String, issuer: String) async throws -> AuthServices {
    try FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
    )
    var configuration = ServerConfiguration()
    configuration.data = folder
    configuration.configuredIssuer = issuer
    let storage = try SQLiteStorage(path: "\(folder)/latchkey.db")
    // Made on the first start, beside the database. Back it up, apart from the database.
    let masterKey = try MasterKeyLocation(data: folder)
        .load(databaseIsNew: try await !storage.isBoundToMasterKey())
    try await storage.bind(masterKeyCheck: masterKey.derive(.check))
    return try await AuthServices.open(configuration: configuration, storage: storage, masterKey: masterKey)
}

func application(_ services: AuthServices, port: Int) -> some ApplicationProtocol {
    let logger = Logger(label: "notes")
    let auth = AuthServer(services: services, logger: logger)
    let router = Router(context: AppContext.self)
    router.addRoutes(auth.routes(context: AppContext.self), atPath: "auth")

    // The application's own routes verify in the same process: a logout is known at once, without any request.
    router.add(middleware: TokenAuthenticator(services.verifier))
    router.get("/") { _, context in "Hello, \(context.token == nil ? "stranger" : "friend")" }
    router.group("notes")
        .add(middleware: RequireToken())
        .get { _, context in "The notes of \(try context.requireToken().subject)" }

    var application = Application(
        router: router,
        configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
        logger: logger
    )
    application.addServices(auth)  // follows other processes, rotates keys, removes what has expired
    return application
}
