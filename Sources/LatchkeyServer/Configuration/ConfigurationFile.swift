import Configuration
import Foundation
import SystemPackage
import Yams

/// A YAML file of settings: read by the configuration library, and looked through here first.
///
/// The library neither lists names nor tells of values that it has no use for; a list where one value is due would be
/// passed over without a word.
struct ConfigurationFile {
    let path: String

    /// What the file sets; `nil` for one that sets nothing.
    func provider() async throws(ConfigurationError) -> (any ConfigProvider)? {
        guard let root = try root(), !root.isNull else { return nil }
        guard let settings = root.mapping else {
            throw fault("holds no settings; write a name and a value on each line, such as data: ./data")
        }
        for (name, value) in settings { try check(value, named: try text(of: name)) }
        do {
            return try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
        } catch {
            throw fault("not valid YAML: \(Self.firstLine(of: error))")
        }
    }

    private func root() throws(ConfigurationError) -> Node? {
        guard let octets = FileManager.default.contents(atPath: path) else {
            throw fault("cannot be read; check the path and its permissions")
        }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw fault("is not text in UTF-8; save it in that encoding")
        }
        do {
            return try Yams.compose(yaml: text)
        } catch YamlError.duplicatedKeysInMapping(let names, _) {
            throw fault("sets \(names.sorted().joined(separator: ", ")) twice; keep one of the lines")
        } catch {
            throw fault("not valid YAML: \(Self.firstLine(of: error))")
        }
    }

    /// Checks a value, or each value of a section, and that there is a setting to take it.
    private func check(_ node: Node, named name: String) throws(ConfigurationError) {
        if let key = ConfigurationTable.key(named: name) { return try check(node, for: key) }
        if let members = node.mapping {
            for (inner, value) in members { try check(value, named: "\(name).\(try text(of: inner))") }
            return
        }
        let names = ConfigurationTable.keys.map(\.name)
        guard names.contains(where: { $0.hasPrefix("\(name).") }) else {
            throw fault("\(name): \(name.unknown(among: names))")
        }
        // A section whose every line is commented out.
        guard node.isNull else { throw fault("\(name): takes settings, indented below it, and no value") }
    }

    private func check(_ node: Node, for key: ConfigurationKey) throws(ConfigurationError) {
        switch node {
        case .scalar where node.isNull:
            throw fault("\(key.name): has no value; give it one, or leave the line out")
        case .scalar: return
        case .sequence where !key.isList:
            throw fault("\(key.name): takes one value and no list; its form is: \(key.type)")
        case .sequence(let elements):
            guard elements.allSatisfy({ $0.scalar != nil && !$0.isNull }) else {
                throw fault("\(key.name): takes a list of texts, and nothing else in it")
            }
        default:
            throw fault("\(key.name): takes a value and no settings of its own; its form is: \(key.type)")
        }
    }

    private func text(of name: Node) throws(ConfigurationError) -> String {
        guard let text = name.string else { throw fault("a name is not text") }
        return text
    }

    private func fault(_ reason: String) -> ConfigurationError {
        ConfigurationError("\(path): \(reason)")
    }

    /// What the parser says, without the excerpt below it and the marks at its end.
    private static func firstLine(of error: any Error) -> String {
        let line = String(describing: error).prefix { !$0.isNewline }
        return String(line.reversed().drop { ".: ".contains($0) }.reversed())
    }
}

extension Node {
    /// Nothing at all, `~` or `null`, unless it stands in quotation marks.
    fileprivate var isNull: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
