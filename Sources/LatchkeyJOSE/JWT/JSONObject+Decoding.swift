extension JSONObject {
    /// Reads the members as a type of your own, without a second pass over the text.
    ///
    /// Dates are NumericDate, octets base64url. Registered claims are members like all others here.
    ///
    /// ```swift
    /// struct Cart: Decodable { let tier: String }
    /// let cart = try payload.decode(as: Cart.self)
    /// ```
    ///
    /// - Throws: ``JWTError/claimMissing(name:)`` or ``JWTError/claimInvalid(name:expected:)``.
    public func decode<Value: Decodable>(as type: Value.Type) throws(JWTError) -> Value {
        try ClaimsDecoder.decode(type, from: self, readsRegistered: true)
    }
}
