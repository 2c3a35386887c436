import USBIP

/// Any bytes as what a host sends over USB/IP: no crash; what is understood does not depend on how it was cut; an error is
/// found again; nothing is kept beyond what can still become a request.
///
/// The first byte says whether a device was imported (bit 0), and how the rest is cut.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzUSBIP(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let choice = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    let whole = Reading(of: bytes, isAttached: choice & 1 == 1, cut: max(1, bytes.count))
    let parts = Reading(of: bytes, isAttached: choice & 1 == 1, cut: Int(choice >> 1) % 64 + 1)
    precondition(whole == parts, "however it is cut")
    return 0
}

private struct Reading: Equatable {
    var requests: [USBIPRequest] = []
    var error: USBIPError?

    init(of bytes: [UInt8], isAttached: Bool, cut: Int) {
        var parser = USBIPParser()
        if isAttached { parser.attached() }
        for start in stride(from: 0, to: bytes.count, by: cut) {
            parser.take(Array(bytes[start..<min(start + cut, bytes.count)]))
            do throws(USBIPError) {
                while let request = try parser.next() { look(at: request) }
                precondition(parser.waiting <= USBIPLimit.transferBytes + 48 + cut, "no more is kept than a request")
            } catch {
                let other = Result { () throws(USBIPError) in try parser.next() }
                if case .failure(let again) = other, again == error {
                    self.error = error
                } else {
                    preconditionFailure("an error is found again")
                }
                return
            }
        }
    }

    private mutating func look(at request: USBIPRequest) {
        if case .submit(let transfer) = request {
            precondition(transfer.setup.count == 8 && transfer.endpoint < 16, "what USB can carry")
            precondition((0...USBIPLimit.transferBytes).contains(transfer.length), "no more than is allowed")
            precondition(transfer.bytes.count == (transfer.isToHost ? 0 : transfer.length), "as long as it says")
        }
        requests.append(request)
    }
}
