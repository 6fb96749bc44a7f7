/// The mark that one family of chips leaves in every RSA modulus it makes, by which such keys are found and then factored
/// (CVE-2017-15361).
///
/// Its primes have the form `k · M + (65537^a mod M)`, where `M` is the product of the first small primes. So a product of
/// two is a power of 65537 modulo each of those primes, with one exponent for all of them; of other moduli one in 2^154 is.
enum ROCAFingerprint {
    /// The odd primes that divide `M` for keys of every size.
    static let primes: [UInt64] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
        107,
        109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ]

    /// Whether a modulus, in big-endian octets, carries the mark.
    static func isOn(_ modulus: [UInt8]) -> Bool {
        var exponents: [Exponent] = []
        for product in products {
            let residue = residue(of: modulus, by: product.number)
            for powers in product.factors {
                // Ordinary moduli leave here, nearly all of them with the first product.
                guard let exponent = powers.exponents[Int(residue % powers.prime)] else { return false }
                exponents.append(Exponent(value: exponent, order: powers.order))
            }
        }
        return exponents.indices.allSatisfy { index in
            exponents[..<index].allSatisfy { $0.agrees(with: exponents[index]) }
        }
    }
}

// MARK: - Powers of 65537

extension ROCAFingerprint {
    /// The powers of 65537 modulo a prime.
    private struct Powers {
        let prime: UInt64
        let order: Int
        /// The exponent by which each residue is reached; `nil` for those that are none of the powers.
        let exponents: [Int?]

        init(_ prime: UInt64) {
            var exponents = [Int?](repeating: nil, count: Int(prime))
            var power = 1
            var order = 0
            while exponents[power] == nil {
                exponents[power] = order
                order += 1
                power = power * 65537 % Int(prime)
            }
            self.prime = prime
            self.order = order
            self.exponents = exponents
        }
    }

    /// What a residue tells of the exponent: its value modulo the order.
    private struct Exponent {
        let value: Int
        let order: Int

        /// Whether one number is both; that each two agree is enough for one to be all of them.
        func agrees(with other: Exponent) -> Bool {
            var (one, rest) = (order, other.order)
            while rest != 0 { (one, rest) = (rest, one % rest) }
            return (value - other.value) % one == 0
        }
    }

    /// Some of the primes, and their product, which has 32 bits at most.
    private struct Product {
        var number: UInt64 = 1
        var factors: [Powers] = []
    }

    private static let products: [Product] = primes.reduce(into: [Product()]) { products, prime in
        if products[products.count - 1].number * prime > UInt64(UInt32.max) { products.append(Product()) }
        products[products.count - 1].number *= prime
        products[products.count - 1].factors.append(Powers(prime))
    }

    private static func residue(of modulus: [UInt8], by number: UInt64) -> UInt64 {
        // Four octets at a time, for a division costs more than all the rest; the first step takes what is over.
        var (residue, word) = (UInt64(0), UInt64(0))
        for (index, octet) in modulus.enumerated() {
            word = word << 8 | UInt64(octet)
            guard (modulus.count - index) % 4 == 1 else { continue }
            residue = (residue << 32 | word) % number
            word = 0
        }
        return residue
    }
}
