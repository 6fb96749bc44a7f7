import HTTPTypes
import Hummingbird

/// A cookie without its value: its name with the prefix that its attributes ask for, and the attributes as text.
///
/// Hummingbird's `Cookie` does not know `Partitioned` and writes its attributes in changing order, so the field is
/// written here.
struct CookieTemplate: Sendable {
    struct Attributes: Sendable {
        var domain: String?
        var isSecure = true
        var sameSite = Cookie.SameSite.lax
        var isPartitioned = false
    }

    let name: String
    private let attributes: String

    init(_ name: String, path: String, _ attributes: Attributes, isReadableByScripts: Bool = false) {
        self.name = Self.prefix(path, attributes) + name
        self.attributes = [
            "Path=\(path)",
            attributes.domain.map { "Domain=\($0)" },
            attributes.isSecure ? "Secure" : nil,
            isReadableByScripts ? nil : "HttpOnly",
            "SameSite=\(attributes.sameSite.rawValue)",
            attributes.isPartitioned ? "Partitioned" : nil,
        ].compactMap { $0 }.joined(separator: "; ")
    }

    /// The strictest prefix that browsers accept with these attributes (RFC 6265bis §4.1.3).
    private static func prefix(_ path: String, _ attributes: Attributes) -> String {
        guard attributes.isSecure else { return "" }
        return attributes.domain == nil && path == "/" ? "__Host-" : "__Secure-"
    }

    /// The `Set-Cookie` field value.
    ///
    /// - Parameters:
    ///   - value: what it carries.
    ///   - maxAge: seconds; `nil` for a cookie that goes with the browser's session.
    /// - Returns: the field value.
    /// - Throws: ``TokenCookieError`` for a value that browsers would drop.
    func field(_ value: String, maxAge: Int?) throws(TokenCookieError) -> String {
        guard CookieText.isValue(value) else { throw .invalidValue(name: name) }
        let octets = name.utf8.count + value.utf8.count
        guard octets <= TokenCookies.sizeLimit else { throw .tooLarge(name: name, octets: octets) }
        let life = maxAge.map { "; Max-Age=\(max(0, $0))" } ?? ""
        return "\(name)=\(value)\(life); \(attributes)"
    }

    /// The field value that takes the cookie away: the same name, domain and path, and no time left.
    var clearingField: String { "\(name)=; Max-Age=0; \(attributes)" }

    /// The one value with which the cookie came; `nil` when it did not come, or more than once.
    func value(in headers: HTTPFields) -> String? {
        let values = headers.cookieValues(of: name)
        return values.count == 1 ? values[0] : nil
    }

    /// Whether an answer sets or clears the cookie.
    func isSet(in headers: HTTPFields) -> Bool {
        headers[values: .setCookie].contains(where: isOurs)
    }

    /// Puts the field into an answer, in place of an earlier one: a browser may take either of two (RFC 6265 §4.1.1).
    func write(_ field: String, to headers: inout HTTPFields) {
        headers[values: .setCookie] = headers[values: .setCookie].filter { !isOurs($0) } + [field]
    }

    private func isOurs(_ field: String) -> Bool {
        let end = field.utf8.firstIndex(of: UInt8(ascii: "=")) ?? field.utf8.endIndex
        return field.utf8[..<end].elementsEqual(name.utf8)
    }
}
