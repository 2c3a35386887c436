import Devices
import Drivers

/// Any bytes, cut anywhere, in any format: no crash, bounded memory, never more bytes out than in.
///
/// The first byte chooses the format; then each chunk is a length, a pause in units of 8 ms, how often its bytes are
/// repeated (so that a short input reaches the longest frame), and its bytes.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzLine(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let formats = [
        LineFormat(), LineFormat(prefix: [2], suffix: .crlf, reply: .newland), LineFormat(suffix: .etx, aim: .always),
        LineFormat(suffix: .idle(.milliseconds(30)), aim: .never), LineFormat(suffix: .lf, missingSuffix: .damaged),
        LineFormat(suffix: .tab, reply: .newland),
    ]
    var driver = LineDriver(format: formats[Int(choice) % formats.count])
    var now = Instant.start
    var position = 1
    var sent = 0
    var got = 0
    while position + 3 <= input.count {
        now = now.advanced(by: .milliseconds(Int(input[position + 1]) * 8))
        let end = min(position + 3 + Int(input[position]), input.count)
        let once = input[(position + 3)..<end]
        let chunk = Array(repeatElement(once, count: 1 + Int(input[position + 2]) % 64).joined())
        position = end
        sent += chunk.count
        for output in driver.received(chunk, at: now) {
            switch output {
            case .scan(let scan):
                precondition(!scan.payload.isEmpty, "a reading has bytes")
                got += scan.payload.count
            case .damaged(_, let bytes), .send(let bytes): got += bytes.count
            default: preconditionFailure("a line scanner has readings only")
            }
        }
        precondition(driver.heldBytes <= LineLimit.frameBytes, "the memory is bounded")
        precondition(got <= sent, "a driver makes no bytes up")
    }
    return 0
}
