extension ConfigurationTable {
    static let database: [ConfigurationKey] = [
        location, listenURL,
        .number(
            "database.connections",
            \.database.connections,
            in: 1...1000,
            "The most connections to PostgreSQL, the one that listens not counted."
        ),
        .duration(
            "database.statementTimeout",
            \.database.statementTimeout,
            in: 1...600,
            "The longest that a statement may take in PostgreSQL."
        ),
        .flag(
            "database.preparedStatements",
            \.database.preparesStatements,
            "Whether statements are prepared once for a connection; false behind pgbouncer in transaction mode."
        ),
    ]

    private static let location = ConfigurationKey(
        name: "database",
        type: "sqlite:PATH of a file, or postgres://user:password@host:port/database",
        summary: "The database; latchkey.db in the data folder by default.",
        isSecret: true,
        isList: false,
        apply: { configuration, values in
            guard let location = DatabaseLocation(values[0]) else { return false }
            configuration.database.location = location
            return true
        },
        show: { configuration in
            switch configuration.databaseLocation {
            case .file(let path): ["sqlite:\(path)"]
            case .server: [ConfigurationKey.hidden]
            }
        },
        isDerived: { $0.database.location == nil }
    )

    private static let listenURL = ConfigurationKey(
        name: "database.listenURL",
        type: "postgres://user:password@host:port/database",
        summary:
            "PostgreSQL past any pooler, to hear at once what other nodes change; asked every 500 ms otherwise.",
        isSecret: true,
        isList: false,
        apply: { configuration, values in
            guard case .server(let url) = DatabaseLocation(values[0]) else { return false }
            configuration.database.listenURL = url
            return true
        },
        show: { [$0.database.listenURL == nil ? "" : ConfigurationKey.hidden] },
        isDerived: { $0.database.listenURL == nil }
    )
}
