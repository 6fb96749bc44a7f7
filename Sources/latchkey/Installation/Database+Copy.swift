import LatchkeyAccounts
import LatchkeyPostgres
import LatchkeySQLite
import LatchkeyServer

extension Database {
    /// Opens a database to read all of it while nobody else works on it.
    static func source(
        _ location: DatabaseLocation,
        _ configuration: DatabaseConfiguration
    ) throws -> any CopySource {
        switch location {
        case .file(let path): try SQLiteCopyEnd.source(path)
        case .server(let url): try PostgresCopyEnd.source(options(url, configuration))
        }
    }

    /// Opens a database to fill it; `nil` where there is none and none may be made.
    static func target(
        _ location: DatabaseLocation,
        _ configuration: DatabaseConfiguration,
        making: Bool
    ) throws -> (any CopyTarget)? {
        switch location {
        case .file(let path): try SQLiteCopyEnd.target(path, making: making)
        case .server(let url): try PostgresCopyEnd.target(options(url, configuration), making: making)
        }
    }
}
