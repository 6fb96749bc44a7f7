import FuzzTargets

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ octets: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.resp.run(UnsafeBufferPointer(start: octets, count: count))
    return 0
}
