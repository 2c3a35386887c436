import Devices
import Recorder

/// Any bytes as the text of a capture: no crash; what is taken reads back as itself, and keeps its shape in redaction.
///
/// An input that begins with a small number is put behind a header of that language, cut into chunks at each 7F, so
/// that the redaction of every language is reached without spelling a header.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzCapture(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let languages = CaptureLanguage.allCases
    if let choice = input.first, choice < UInt8(languages.count * 2) {
        let form = choice < UInt8(languages.count) ? "keyEvents" : "bootReports"
        let header = Capture.Header(
            device: "Fuzz (0001:0002)", language: languages[Int(choice) % languages.count],
            settings: [.init("form", form), .init("reply", "newland"), .init("prefix", "02")],
            source: .init(.computed, "a fuzzer"))
        let chunks = input.dropFirst().split(separator: 0x7F)
        look(
            at: Capture(
                header: header,
                events: chunks.enumerated().map { .init(milliseconds: $0.offset * 7, .received(Array($0.element))) }))
    }
    if let capture = try? CaptureText.parsed(input) { look(at: capture) }
    return 0
}

private func look(at capture: Capture) {
    let text = CaptureText.written(capture)
    let back = try? CaptureText.parsed(text)
    precondition(back == capture, "what is written reads back")
    let redacted = Redaction.redacted(capture)
    precondition(redacted.events.count == capture.events.count, "no event is lost")
    for (before, after) in zip(capture.events, redacted.events) {
        precondition(before.milliseconds == after.milliseconds, "no time is changed")
        if case .received(let bytes) = before.kind, case .received(let others) = after.kind {
            precondition(bytes.count == others.count, "no length is changed")
        }
    }
    if capture.header.language == .line {
        _ = try? Replay.run(capture).map(\.json)
        _ = try? Replay.run(redacted.byteByByte()).map(\.json)
    }
}
