import SwiftASN1

extension DER {
    /// Reads the next node, which must be a sequence.
    static func sequence<Value>(
        in nodes: inout ASN1NodeCollection.Iterator,
        _ body: (inout ASN1NodeCollection.Iterator) throws -> Value
    ) throws -> Value {
        guard let node = nodes.next() else {
            throw ASN1Error.invalidASN1Object(reason: "a sequence is missing")
        }
        return try sequence(node, identifier: .sequence, body)
    }
}
