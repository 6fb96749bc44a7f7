import SwiftASN1

// The structures of ASN.1 as this library writes them, octet by octet as openssl does.

extension PublicKeyInfo: DERSerializable {
    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(algorithm)
            try coder.serialize(ASN1BitString(bytes: content[...]))
        }
    }
}

extension PrivateKeyInfo: DERSerializable {
    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(0)
            try coder.serialize(algorithm)
            try coder.serialize(ASN1OctetString(contentBytes: content[...]))
        }
    }
}

extension ECPrivateKey: DERSerializable {
    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(1)
            try coder.serialize(ASN1OctetString(contentBytes: scalar[...]))
            if let curve {
                try coder.serialize(curve, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
            }
            if let point {
                let bits = ASN1BitString(bytes: point[...])
                try coder.serialize(bits, explicitlyTaggedWithTagNumber: 1, tagClass: .contextSpecific)
            }
        }
    }
}

extension RSAPublicNumbers: DERSerializable {
    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(ArraySlice(numbers.n))
            try coder.serialize(ArraySlice(numbers.e))
        }
    }
}

extension DERSerializable {
    /// The value in DER.
    func der() throws(JWTError) -> [UInt8] {
        do {
            var serializer = DER.Serializer()
            try serializer.serialize(self)
            return serializer.serializedBytes
        } catch {
            throw .keyInvalid(reason: "it cannot be written in DER")
        }
    }
}
