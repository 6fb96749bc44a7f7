import FoundationEssentials
import LatchkeyJOSE

/// The answer to one line of a batch.
struct BatchVerdict {
    /// The identifier of the case.
    let id: BatchIdentifier
    /// Why the token is refused; `nil` where it is accepted.
    let error: String?

    /// Judges a line; a line that is no case is refused like any token.
    init(on line: Input.Line) {
        guard case .text(let octets) = line else {
            (self.id, self.error) = (.absent, BatchCase.broken)
            return
        }
        self.id = BatchIdentifier(of: octets)
        guard let object = try? JSONObject(json: octets) else {
            self.error = BatchCase.broken
            return
        }
        self.error = Self.error(in: object)
    }

    /// The answer as one line of JSON.
    var json: String {
        guard let error else { return #"{"id":\#(id.text),"ok":true}"# }
        return #"{"id":\#(id.text),"ok":false,"error":\#(JSONValue.string(error).json())}"#
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
