/// A storage did something else than its protocol says.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What should have been, and what was found instead.
    public let message: String
    /// The file of the expectation.
    public let file: String
    /// The line of the expectation.
    public let line: UInt

    /// The message with the place of the expectation.
    public var description: String { "\(message) (\(file):\(line))" }
}

/// Fails with `sentence` unless `condition` holds.
func expect(
    _ condition: Bool,
    _ sentence: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line
) throws {
    guard !condition else { return }
    throw ConformanceFailure(message: sentence(), file: "\(file)", line: line)
}

/// Fails unless both values are equal; `sentence` says what `found` should have been.
func expect<Value: Equatable>(
    _ found: Value,
    is expected: Value,
    _ sentence: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line
) throws {
    try expect(
        found == expected,
        "\(sentence()): expected \(expected), found \(found)",
        file: file,
        line: line
    )
}

/// Fails unless `body` throws exactly `expected`.
func expect<Failure: Error & Equatable, Result>(
    throws expected: Failure,
    _ sentence: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line,
    _ body: () async throws -> Result
) async throws {
    do {
        _ = try await body()
    } catch let error as Failure where error == expected {
        return
    } catch {
        let message = "\(sentence()): expected \(expected), but \(error) was thrown"
        throw ConformanceFailure(message: message, file: "\(file)", line: line)
    }
    let message = "\(sentence()): expected \(expected), but nothing was thrown"
    throw ConformanceFailure(message: message, file: "\(file)", line: line)
}

/// Fails unless `body` throws anything at all.
func expectAnyError<Result>(
    _ sentence: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line,
    _ body: () async throws -> Result
) async throws {
    do {
        _ = try await body()
    } catch {
        return
    }
    throw ConformanceFailure(message: "\(sentence()): nothing was thrown", file: "\(file)", line: line)
}

/// The value, or a failure with `sentence` when there is none.
func require<Value>(
    _ value: Value?,
    _ sentence: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line
) throws -> Value {
    guard let value else { throw ConformanceFailure(message: sentence(), file: "\(file)", line: line) }
    return value
}
