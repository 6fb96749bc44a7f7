/// Leaves out of a list of steps what a failure does not need.
enum Shrinking {
    /// A shorter list that still fails: pieces are left out, large ones first, as long as that helps.
    ///
    /// - Parameters:
    ///   - steps: a list that fails.
    ///   - attempts: how often to try at most.
    ///   - fails: whether a list fails.
    /// - Returns: a list that fails.
    /// - Throws: what `fails` throws.
    static func shortest(
        _ steps: [Step],
        attempts: Int = 400,
        fails: ([Step]) async throws -> Bool
    ) async throws -> [Step] {
        var steps = steps
        var attempts = attempts
        var size = max(1, steps.count / 2)
        while attempts > 0 {
            var hasHelped = false
            var position = 0
            while position < steps.count, attempts > 0 {
                attempts -= 1
                let rest = Array(steps[..<position] + steps[min(position + size, steps.count)...])
                if try await fails(rest) { (steps, hasHelped) = (rest, true) } else { position += size }
            }
            guard size > 1 || hasHelped else { break }
            size = max(1, size / 2)
        }
        return steps
    }
}
