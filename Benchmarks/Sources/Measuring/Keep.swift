/// Keeps the optimiser from seeing that a result is not used.
@inline(never)
public func keep<Value>(_ value: borrowing Value) {}
