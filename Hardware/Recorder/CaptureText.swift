import Devices

/// The text of a capture file. What `written` gives, `parsed` takes back unchanged; comments and spacing are not kept.
package enum CaptureText {
    /// The text as bytes of UTF-8, with a line end after every line.
    package static func written(_ capture: Capture) -> [UInt8] {
        let header = capture.header
        let settings = header.settings.map { " \($0.key)=\($0.value)" }.joined()
        var text = """
            capture: 1
            device: \(header.device)
            language: \(header.language.rawValue)
            settings:\(settings)
            firmware: \(header.firmware)
            source: \(header.source.kind.rawValue) - \(header.source.place)
            line: \(header.wire.text)\n
            """
        if !header.descriptor.isEmpty { text += "descriptor:\(hex(header.descriptor))\n" }
        text += "\n"
        var bytes = Array(text.utf8)
        for event in capture.events { append(event, to: &bytes) }
        return bytes
    }

    private static func append(_ event: Capture.Event, to text: inout [UInt8]) {
        let (mark, rest): (String, String) =
            switch event.kind {
            case .received(let bytes): ("<", hex(bytes))
            case .sent(let bytes): (">", hex(bytes))
            case .requested(let request): ("?", hex(CaptureText.bytes(of: request)))
            case .answered(.done(let bytes)): ("=", hex(bytes))
            case .answered(.stalled): ("=", " stalled")
            case .answered(.failed): ("=", " failed")
            case .fault(let words): ("!", " \(words)")
            }
        text.append(contentsOf: "\(mark) \(event.milliseconds)\(rest)\n".utf8)
    }

    /// Type, request, value, then the length that is asked for, or the payload.
    private static func bytes(of request: ControlRequest) -> [UInt8] {
        let head = [request.type, request.request, UInt8(request.value >> 8), UInt8(request.value & 0xFF)]
        if request.asksForData { return head + [UInt8(request.length >> 8), UInt8(request.length & 0xFF)] }
        return head + request.payload
    }

    /// A blank and two capital hexadecimal digits for each byte.
    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 3)
        for byte in bytes { text += [0x20, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
