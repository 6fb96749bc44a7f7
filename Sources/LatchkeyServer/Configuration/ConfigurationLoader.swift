import Configuration
public import Foundation
import LatchkeyAccounts

extension ServerConfiguration {
    /// Reads the configuration: defaults, overlaid by a YAML file, the environment and the command line.
    ///
    /// ```swift
    /// let configuration = try await ServerConfiguration.load(file: "latchkey.yaml", commandLine: ["listen": "[::1]:0"])
    /// ```
    ///
    /// - Parameters:
    ///   - file: the YAML file; `nil` for none.
    ///   - environment: the process's environment; only `LATCHKEY_…` names count, and of those not the ones that
    ///     Kubernetes sets for a service called latchkey (`LATCHKEY_PORT=tcp://…` and its kin).
    ///   - commandLine: values by the names of ``ConfigurationTable``.
    /// - Returns: the whole configuration, checked.
    /// - Throws: ``ConfigurationError`` for an unreadable file, an unknown name, or a value of another type.
    public static func load(
        file: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        commandLine: [String: String] = [:]
    ) async throws -> ServerConfiguration {
        try checkNames(environment: environment)
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                values: commandLine.reduce(into: [:]) { values, entry in
                    let key = AbsoluteConfigKey(entry.key.split(separator: ".").map(String.init))
                    values[key] = ConfigValue(.string(entry.value), isSecret: false)
                }
            ),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "latchkey"),
        ]
        if let file, let settings = try await ConfigurationFile(path: file).provider() {
            providers.append(settings)
        }
        let reader = ConfigReader(providers: providers)
        var configuration = ServerConfiguration()
        for key in ConfigurationTable.keys {
            guard let values = key.values(in: reader) else { continue }
            guard key.apply(&configuration, values) else {
                let shown = key.isSecret ? "its value" : "“\(values.joined(separator: ","))”"
                throw ConfigurationError("\(key.name): \(shown) is not of the form: \(key.type)")
            }
        }
        try configuration.validate()
        return configuration
    }

    private func validate() throws(ConfigurationError) {
        try validateGrants()
        try validateOperation()
        // The address of a listener for everybody is nobody's address.
        if !listensOnLoopback, configuredIssuer == nil || !issuer.hasPrefix("https://") {
            throw ConfigurationError(
                "issuer: a server that listens on \(host) needs an https issuer; set issuer to the public URL"
            )
        }
        if keyLifetime < 2 * keyPublicationLead {
            throw ConfigurationError("keys.lifetime: must be at least twice keys.publication")
        }
        if webhookSecrets.count != webhookEndpoints.count {
            throw ConfigurationError(
                "webhooks.secrets: needs one secret for each of webhooks.endpoints, in the same order"
            )
        }
        if sessionPolicy.idleLifetime > sessionPolicy.absoluteLifetime {
            throw ConfigurationError("tokens.refreshIdle: must not be longer than tokens.refreshLifetime")
        }
        if accessLifetime > sessionPolicy.absoluteLifetime {
            throw ConfigurationError("tokens.accessLifetime: must not be longer than tokens.refreshLifetime")
        }
    }

    private func validateOperation() throws(ConfigurationError) {
        switch (redis.certificateFile, redis.certificateKeyFile) {
        case (.some, nil): throw ConfigurationError("redis.key: the certificate needs its private key")
        case (nil, .some):
            throw ConfigurationError("redis.certificate: the private key needs its certificate")
        default: break
        }
        switch (operation.certificateFile, operation.certificateKeyFile) {
        case (.some, nil): throw ConfigurationError("tls.key: the certificate needs its private key")
        case (nil, .some): throw ConfigurationError("tls.certificate: the private key needs its certificate")
        default: break
        }
        if let address = operation.metricsAddress, address.port != 0,
            address == ListeningAddress(host: host, port: port)
        {
            throw ConfigurationError("metrics.listen: needs another address than listen")
        }
    }

    private static func checkNames(environment: [String: String]) throws(ConfigurationError) {
        let known = ConfigurationTable.keys.map(\.environmentName) + MasterKeyLocation.environmentNames
        let links = ServiceLinks(environment: environment)
        for name in environment.keys.sorted()
        where name.hasPrefix("LATCHKEY_") && !known.contains(name) && !links.contains(name) {
            throw ConfigurationError("\(name): \(name.unknown(among: known))")
        }
    }
}

extension ConfigurationKey {
    fileprivate func values(in reader: ConfigReader) -> [String]? {
        let key = ConfigKey(name.split(separator: ".").map(String.init))
        if isList, let list = reader.stringArray(forKey: key, isSecret: isSecret) { return list }
        return reader.string(forKey: key, isSecret: isSecret).map { [$0] }
    }
}

extension String {
    /// That there is no such setting; with the one that was probably meant, or else where all of them are.
    func unknown(among names: [String]) -> String {
        // What all names of the environment begin with makes none of them alike.
        let count = hasPrefix("LATCHKEY_") ? count - "LATCHKEY_".count : count
        let meant = names.map { (name: $0, unlikeness: unlikeness(to: $0)) }.min {
            $0.unlikeness < $1.unlikeness
        }
        guard let meant, meant.unlikeness.0 <= Swift.min(count / 2, 3) else {
            return "no such setting; latchkey serve --print-config shows all there are"
        }
        return "no such setting; did you mean \(meant.name)?"
    }

    /// How unlike another name it is, if its end may have been left out.
    ///
    /// `tokens.acess` is rather `tokens.accessLifetime` than `tokens.leeway`, although more has to be written. Of names alike
    /// in this the shortest is the nearest.
    private func unlikeness(to name: String) -> (Int, Int) {
        let distances = editDistances(toBeginningsOf: name)
        let costs = distances.enumerated().map { count, distance in
            let missing = distances.count - 1 - count
            // What was left out altogether counts as one mistake.
            return (distance + (missing == 0 ? 0 : 1), missing)
        }
        return costs.min { $0 < $1 } ?? (0, 0)
    }

    /// How many insertions, deletions and replacements of characters lead to the first 0, 1, 2 … characters of `other`
    /// (Levenshtein).
    private func editDistances(toBeginningsOf other: String) -> [Int] {
        let (left, right) = (Array(lowercased()), Array(other.lowercased()))
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, candidate) in right.enumerated() {
                let cost = diagonal + (character == candidate ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(cost, row[j] + 1, diagonal + 1)
            }
        }
        return row
    }
}
