import FoundationEssentials
import LatchkeyJOSE

/// The answer to one line of a batch.
struct BatchVerdict {
    /// The identifier of the case, whatever JSON value it is; `null` where the line has none.
    let id: JSONValue
    /// Why the token is refused; `nil` where it is accepted.
    let error: String?

    /// Judges a line; a line that is no case is refused like any token.
    init(on line: Input.Line) {
        guard case .text(let octets) = line, let object = try? JSONObject(json: octets) else {
            self.init(id: .null, error: BatchCase.broken)
            return
        }
        self.init(id: object["id"] ?? .null, error: Self.error(in: object))
    }

    private init(id: JSONValue, error: String?) {
        self.id = id
        self.error = error
    }

    var json: JSONObject {
        let verdict: [(String, JSONValue)] = [("id", id), ("ok", .bool(error == nil))]
        return .unique(verdict + (error.map { [("error", .string($0))] } ?? []))
    }

    private static func error(in object: JSONObject) -> String? {
        guard let batchCase = BatchCase(object) else { return BatchCase.broken }
        do throws(JWTError) {
            let keys = try batchCase.keys()
            let now = batchCase.now ?? Date()
            _ = try batchCase.check.verify(
                batchCase.token,
                with: keys,
                algorithms: batchCase.algorithms,
                at: now
            )
            return nil
        } catch {
            return error.code
        }
    }
}
