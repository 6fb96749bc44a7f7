import Configuration
public import Foundation
import LatchkeyAccounts
import SystemPackage
import Yams

extension ServerConfiguration {
    /// Reads the configuration: defaults, overlaid by a YAML file, the environment and the command line.
    ///
    /// ```swift
    /// let configuration = try await ServerConfiguration.load(file: "latchkey.yaml", commandLine: ["listen": "[::1]:0"])
    /// ```
    ///
    /// - Parameters:
    ///   - file: the YAML file; `nil` for none.
    ///   - environment: the process's environment; only `LATCHKEY_…` names count.
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
        if let file { providers.append(try await yaml(file)) }
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

    /// The configuration as a YAML file, secrets left out, a sentence beside each name.
    public var yaml: String {
        var section = ""
        var lines: [String] = []
        for key in ConfigurationTable.keys {
            let parts = key.name.split(separator: ".").map(String.init)
            if parts.count == 2, parts[0] != section {
                section = parts[0]
                lines.append("\(section):")
            }
            let value = key.isSecret && key.show(self).contains("@") ? "(secret)" : key.show(self)
            lines.append("\(parts.count == 2 ? "  " : "")# \(key.summary)")
            lines.append("\(parts.count == 2 ? "  " : "")\(parts[parts.count - 1]): \(Self.scalar(value))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A value as YAML reads it back: in quotation marks where its first character would mean something else.
    private static func scalar(_ text: String) -> String {
        guard let first = text.first, "[]{}&*!|>'\"%@`#,?:-".contains(first) || text.contains(" #") else {
            return text
        }
        return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    private func validate() throws(ConfigurationError) {
        if !listensOnLoopback, !issuer.hasPrefix("https://") {
            throw ConfigurationError(
                "issuer: a server that listens on \(host) needs an https issuer; set issuer to the public URL"
            )
        }
        if sessionPolicy.idleLifetime > sessionPolicy.absoluteLifetime {
            throw ConfigurationError("tokens.refreshIdle: must not be longer than tokens.refreshLifetime")
        }
        if accessLifetime > sessionPolicy.absoluteLifetime {
            throw ConfigurationError("tokens.accessLifetime: must not be longer than tokens.refreshLifetime")
        }
    }

    /// Reads the file once more with the YAML parser itself, since the configuration library does not list names.
    private static func yaml(_ file: String) async throws -> any ConfigProvider {
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw ConfigurationError(
                "\(file): cannot be read as UTF-8 text; check the path and its permissions"
            )
        }
        do {
            for name in try names(in: Yams.compose(yaml: text), prefix: "") { try check(name, shown: name) }
            return try await FileProvider<YAMLSnapshot>(filePath: FilePath(file))
        } catch let error as ConfigurationError {
            throw ConfigurationError("\(file): \(error.description)")
        } catch {
            throw ConfigurationError(
                "\(file): not valid YAML: \(String(describing: error).prefix { $0 != "\n" })"
            )
        }
    }

    private static func names(in node: Node?, prefix: String) throws -> [String] {
        guard let node else { return [] }
        guard let mapping = node.mapping else { return [prefix] }
        return try mapping.flatMap { key, value in
            guard let name = key.string else { throw ConfigurationError("a name is not text") }
            return try names(in: value, prefix: prefix.isEmpty ? name : "\(prefix).\(name)")
        }
    }

    private static func checkNames(environment: [String: String]) throws(ConfigurationError) {
        let known = ConfigurationTable.keys.map(\.environmentName) + MasterKeyLocation.environmentNames
        for name in environment.keys.sorted() where name.hasPrefix("LATCHKEY_") && !known.contains(name) {
            throw ConfigurationError(
                "\(name): no such setting; did you mean \(nearest(to: name, among: known))?"
            )
        }
    }

    private static func check(_ name: String, shown: String) throws(ConfigurationError) {
        let known = ConfigurationTable.keys.map(\.name)
        guard !known.contains(name) else { return }
        throw ConfigurationError(
            "\(shown): no such setting; did you mean \(nearest(to: name, among: known))?"
        )
    }

    private static func nearest(to name: String, among known: [String]) -> String {
        known.min { name.editDistance(to: $0) < name.editDistance(to: $1) } ?? ""
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
    /// How many insertions, deletions and replacements of characters lead to `other` (Levenshtein).
    fileprivate func editDistance(to other: String) -> Int {
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
        return row[right.count]
    }
}
