import HTTPTypes
import LatchkeyJOSE

/// The API in the words of OpenAPI 3.1, which generators of clients and testers read.
struct OpenAPIDocument: Sendable {
    /// Everything the API can do, in the order in which it is shown.
    static let operations: [APIOperation] =
        signInOperations + oneTimeOperations + accountOperations + factorOperations + tokenOperations
        + oauthOperations + clientOperations + administrationOperations
        + healthOperations

    /// Where the server answers.
    let issuer: String

    func json() throws -> JSONObject {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Latchkey",
                "version": "1",
                "summary": "User authentication with JSON Web Tokens.",
                "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(issuer)]],
            "paths": .object(try Self.paths()),
            "components": [
                "securitySchemes": Self.securitySchemes,
                "schemas": .object(try Self.schemas()),
            ],
        ]
    }

    private static func paths() throws -> JSONObject {
        var order: [String] = []
        for operation in operations where !order.contains(operation.path) { order.append(operation.path) }
        return try JSONObject(
            members: order.map { path in
                let methods = try operations.filter { $0.path == path }.map {
                    (name: $0.method.rawValue.lowercased(), value: try $0.json())
                }
                return (name: path, value: .object(try JSONObject(members: methods)))
            }
        )
    }

    private static let securitySchemes: JSONValue = [
        "accessToken": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
        "clientSecret": ["type": "http", "scheme": "basic"],
    ]

    private static func schemas() throws -> JSONObject {
        try JSONObject(members: APISchema.named.map { (name: $0.name, value: try $0.schema.json()) })
    }
}
