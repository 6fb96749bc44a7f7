import HTTPTypes
import LatchkeyHummingbird

/// One method of one path: what it takes, and everything it may answer.
struct APIOperation: Sendable {
    /// Who may call.
    enum Caller: Sendable {
        case anyone
        /// Whoever holds an access token.
        case account
        /// The same, but no OAuth client without the scope for it.
        case accountHolder
        /// Whoever holds an access token with the role `admin`.
        case administrator
        /// An API client that names itself and shows its secret or its key.
        case client
    }

    /// What a request brings.
    struct Body: Sendable {
        let schema: APISchema
        let types: [String]
        let isRequired: Bool

        /// JSON, or the same fields as a form.
        static func fields(_ properties: [APIProperty], optional: Bool = false) -> Body {
            Body(
                schema: .object(properties),
                types: ["application/json", "application/x-www-form-urlencoded"],
                isRequired: !optional
            )
        }

        /// JSON only.
        static func json(_ properties: [APIProperty], optional: Bool = false) -> Body {
            Body(schema: .object(properties), types: ["application/json"], isRequired: !optional)
        }

        /// A form only, as OAuth asks.
        static func form(_ properties: [APIProperty]) -> Body {
            Body(
                schema: .object(properties),
                types: ["application/x-www-form-urlencoded"],
                isRequired: true
            )
        }
    }

    /// One thing it may answer that is no ``Problem``.
    struct Answer: Sendable {
        let status: Int
        let summary: String
        let schema: APISchema?
        let type: String

        init(
            _ status: Int,
            _ summary: String,
            _ schema: APISchema? = nil,
            type: String = "application/json"
        ) {
            (self.status, self.summary, self.schema, self.type) = (status, summary, schema, type)
        }
    }

    /// A parameter in the path or the query.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path, query, header
        }

        let name: String
        let place: Place
        let schema: APISchema
        let summary: String

        init(_ name: String, in place: Place, _ schema: APISchema, _ summary: String) {
            (self.name, self.place, self.schema, self.summary) = (name, place, schema, summary)
        }
    }

    let method: HTTPRequest.Method
    /// As OpenAPI writes it: `/api/me/sessions/{id}`.
    let path: String
    /// A name for generated clients: `listSessions`.
    let name: String
    /// The group it is shown in.
    let group: String
    let summary: String
    var caller = Caller.anyone
    var parameters: [Parameter] = []
    var body: Body?
    let answers: [Answer]
    /// What else may go wrong, beside what goes wrong everywhere.
    var problems: [ProblemCode] = []

    /// Everything that may go wrong.
    var allProblems: [ProblemCode] {
        var codes = problems
        // Every list that has a field of its own can refuse it.
        if body != nil {
            codes += [.invalidRequest, .invalidFields, .contentTooLarge, .unsupportedMediaType, .unavailable]
        }
        if parameters.contains(where: { $0.place == .query }) { codes += [.invalidRequest, .invalidFields] }
        if parameters.contains(where: { $0.place == .path }) { codes += [.notFound] }
        switch caller {
        case .anyone, .client: break
        case .account: codes += Self.tokenProblems + [.accessDenied]
        case .accountHolder: codes += Self.tokenProblems + [.accessDenied, .insufficientScope]
        case .administrator: codes += Self.tokenProblems + [.insufficientRole, .accessDenied]
        }
        return ProblemCode.allCases.filter(codes.contains)
    }

    private static let tokenProblems: [ProblemCode] = [
        .invalidRequest, .tokenMissing, .tokenExpired, .tokenMalformed, .tokenRevoked, .tokenInvalid,
        .unavailable,
    ]
}
