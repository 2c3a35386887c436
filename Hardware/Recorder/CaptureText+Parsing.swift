import Devices

extension CaptureText {
    /// Reads a capture file, whatever its bytes are.
    ///
    /// - Throws: `CaptureError` for the first line that is wrong, with what to do about it.
    package static func parsed(_ text: [UInt8]) throws(CaptureError) -> Capture {
        if text.count > CaptureLimit.textBytes {
            throw CaptureError(line: 0, "the text has more than \(CaptureLimit.textBytes) bytes; split the capture")
        }
        var values = HeaderReader()
        var header: Capture.Header?
        var events = EventReader()
        var number = 0
        for part in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let line = trimmed(part)
            if part.count > CaptureLimit.lineBytes {
                throw CaptureError(line: number, "longer than \(CaptureLimit.lineBytes) bytes; split the chunk")
            }
            if line.first == UInt8(ascii: "#") { continue }
            if header == nil {
                if !line.isEmpty {
                    try values.take(line, number)
                } else if !values.isEmpty {
                    header = try values.header(before: number)
                }
            } else if !line.isEmpty {
                try events.take(line, number)
            }
        }
        if header == nil { header = try values.header(before: number) }
        guard let header else { throw CaptureError(line: number, "there is no header") }
        return Capture(header: header, events: events.events)
    }

    /// Without the blanks, tabs and CR at its ends.
    static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = line
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest.drop(while: isBlank)
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// The bytes of pairs of hexadecimal digits, with blanks between pairs or without.
    static func bytes(ofHex text: ArraySlice<UInt8>, most: Int, _ line: Int) throws(CaptureError) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in text.split(whereSeparator: isBlank) {
            if !word.count.isMultiple(of: 2) {
                throw CaptureError(
                    line: line, "\"\(shown(word))\" has an odd number of digits; write two for each byte")
            }
            var index = word.startIndex
            while index < word.endIndex {
                guard let high = digit(word[index]), let low = digit(word[index + 1]) else {
                    throw CaptureError(line: line, "\"\(shown(word))\" is no hexadecimal; write bytes as 0A 1F")
                }
                bytes.append(high << 4 | low)
                index += 2
            }
            if bytes.count > most {
                throw CaptureError(line: line, "more than \(most) bytes; split the line in two of the same time")
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// What a message cites: at most 24 bytes, printable.
    static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix(24).map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x3F }, as: UTF8.self)
    }

    /// The text of a value, which must be as a capture keeps it.
    static func text(
        _ bytes: ArraySlice<UInt8>, _ line: Int, most: Int = CaptureLimit.valueBytes
    ) throws(CaptureError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CaptureError(line: line, "not UTF-8; save the file as UTF-8")
        }
        guard Capture.Header.oneLine(text, else: "", most: most) == text else {
            throw CaptureError(line: line, "longer than \(most) bytes, or with control characters; shorten it")
        }
        return text
    }
}

/// Gathers the `key: value` lines.
private struct HeaderReader {
    private static let keys = [
        "capture", "device", "language", "settings", "firmware", "source", "line", "descriptor",
    ]
    private var values: [String: (text: ArraySlice<UInt8>, line: Int)] = [:]

    var isEmpty: Bool { values.isEmpty }

    mutating func take(_ line: ArraySlice<UInt8>, _ number: Int) throws(CaptureError) {
        let all = HeaderReader.keys.joined(separator: ", ")
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw CaptureError(line: number, "no \"key: value\"; the header ends with an empty line. Keys: \(all)")
        }
        let key = CaptureText.shown(CaptureText.trimmed(line[..<colon]))
        guard HeaderReader.keys.contains(key) else {
            throw CaptureError(line: number, "\"\(key)\" is no key of the header; there are \(all)")
        }
        guard values[key] == nil else { throw CaptureError(line: number, "\"\(key)\" comes twice; leave one out") }
        values[key] = (CaptureText.trimmed(line[(colon + 1)...]), number)
    }

    func header(before line: Int) throws(CaptureError) -> Capture.Header {
        let version = try value("capture", before: line)
        guard version.text == "1" else {
            throw CaptureError(line: version.line, "capture: \"\(version.text)\" is not known here; it must be 1")
        }
        let language = try value("language", before: line)
        guard let known = CaptureLanguage(rawValue: language.text) else {
            let all = CaptureLanguage.allCases.map(\.rawValue).joined(separator: ", ")
            throw CaptureError(line: language.line, "language \"\(language.text)\" is not one of \(all)")
        }
        let wire = try value("line", before: line)
        guard let knownWire = CapturedWire(wire.text) else {
            throw CaptureError(line: wire.line, "line \"\(wire.text)\" must be usb, network, or like 9600 8N1")
        }
        var descriptor: [UInt8] = []
        if let hex = values["descriptor"] {
            descriptor = try CaptureText.bytes(ofHex: hex.text, most: CaptureLimit.descriptorBytes, hex.line)
        }
        return Capture.Header(
            device: try value("device", before: line).text, language: known, settings: try settings(before: line),
            firmware: try value("firmware", before: line).text, source: try source(before: line), wire: knownWire,
            descriptor: descriptor)
    }

    private func value(
        _ key: String, before line: Int, most: Int = CaptureLimit.valueBytes
    ) throws(CaptureError) -> (text: String, line: Int) {
        guard let value = values[key] else {
            throw CaptureError(line: line, "the header lacks \"\(key):\"; add it above this line")
        }
        let text = try CaptureText.text(value.text, value.line, most: most)
        if text.isEmpty, key != "settings" { throw CaptureError(line: value.line, "\"\(key):\" needs a value") }
        return (text, value.line)
    }

    private func settings(before line: Int) throws(CaptureError) -> [Capture.Setting] {
        guard let place = values["settings"]?.line else { return [] }
        var settings: [Capture.Setting] = []
        let text = try value("settings", before: line, most: CaptureLimit.lineBytes).text
        for word in text.unicodeScalars.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw CaptureError(line: place, "\"\(word)\" is no setting; write key=value with blanks between them")
            }
            let setting = Capture.Setting(parts[0], parts[1])
            guard setting.key == parts[0], setting.value == parts[1] else {
                throw CaptureError(line: place, "\"\(word)\" is too long for a setting; shorten it")
            }
            guard !settings.contains(where: { $0.key == setting.key }) else {
                throw CaptureError(line: place, "\"\(setting.key)\" is set twice; leave one out")
            }
            settings.append(setting)
        }
        guard settings.count <= CaptureLimit.settings else {
            throw CaptureError(line: place, "more than \(CaptureLimit.settings) settings; leave some out")
        }
        return settings
    }

    private func source(before line: Int) throws(CaptureError) -> Capture.Source {
        let value = try value("source", before: line, most: CaptureLimit.valueBytes + 16)
        let kinds = Capture.Source.Kind.allCases
        for kind in kinds where value.text.utf8.starts(with: "\(kind.rawValue) - ".utf8) {
            let place = String(value.text.unicodeScalars.dropFirst(kind.rawValue.count + 3).drop { $0 == " " })
            let source = Capture.Source(kind, place)
            if source.place == place { return source }
        }
        let all = kinds.map(\.rawValue).joined(separator: ", ")
        throw CaptureError(line: value.line, "source must be one of \(all), then \" - \" and from where")
    }
}

/// Gathers the events.
private struct EventReader {
    private(set) var events: [Capture.Event] = []
    private var payloadBytes = 0

    mutating func take(_ line: ArraySlice<UInt8>, _ number: Int) throws(CaptureError) {
        let mark = line.first ?? 0
        let afterMark = CaptureText.trimmed(line.dropFirst())
        let word = afterMark.prefix { !CaptureText.isBlank($0) }
        guard "<>?=!".utf8.contains(mark) else {
            throw CaptureError(
                line: number, "\"\(CaptureText.shown(line))\" must begin with <, >, ?, =, ! or # for a comment")
        }
        guard word.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let time = Int(String(decoding: word, as: UTF8.self)),
            time <= CaptureLimit.milliseconds
        else {
            throw CaptureError(
                line: number, "\"\(CaptureText.shown(word))\" is no time; write 0 to \(CaptureLimit.milliseconds) ms")
        }
        if let last = events.last?.milliseconds, time < last {
            throw CaptureError(line: number, "the time goes back from \(last) to \(time) ms; put the lines in order")
        }
        let rest = CaptureText.trimmed(afterMark.dropFirst(word.count))
        let event = Capture.Event(milliseconds: time, try EventReader.kind(mark, rest, number))
        payloadBytes += event.byteCount
        guard events.count < CaptureLimit.events, payloadBytes <= CaptureLimit.payloadBytes else {
            throw CaptureError(
                line: number,
                "more than \(CaptureLimit.events) events or \(CaptureLimit.payloadBytes) bytes; split the capture")
        }
        events.append(event)
    }

    private static func kind(
        _ mark: UInt8, _ rest: ArraySlice<UInt8>, _ line: Int
    ) throws(CaptureError) -> Capture.Event.Kind {
        switch mark {
        case UInt8(ascii: "!"):
            if rest.isEmpty { throw CaptureError(line: line, "write what happened: unplugged, replugged, or a remark") }
            return .fault(try CaptureText.text(rest, line))
        case UInt8(ascii: "="):
            if rest.elementsEqual("stalled".utf8) { return .answered(.stalled) }
            if rest.elementsEqual("failed".utf8) { return .answered(.failed) }
            return .answered(.done(try CaptureText.bytes(ofHex: rest, most: CaptureLimit.eventBytes, line)))
        case UInt8(ascii: "?"): return .requested(try request(rest, line))
        default:
            let bytes = try CaptureText.bytes(ofHex: rest, most: CaptureLimit.eventBytes, line)
            if bytes.isEmpty { throw CaptureError(line: line, "no bytes; write at least one, or leave the line out") }
            return mark == UInt8(ascii: "<") ? .received(bytes) : .sent(bytes)
        }
    }

    private static func request(_ rest: ArraySlice<UInt8>, _ line: Int) throws(CaptureError) -> ControlRequest {
        let bytes = try CaptureText.bytes(ofHex: rest, most: CaptureLimit.eventBytes + 4, line)
        guard bytes.count >= 4, bytes[0] & 0x80 == 0 || bytes.count == 6 else {
            throw CaptureError(
                line: line, "a request is type, request and value (4 bytes), then its payload, or 2 bytes of length")
        }
        let value = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        if bytes[0] & 0x80 == 0 {
            return ControlRequest(type: bytes[0], request: bytes[1], value: value, payload: Array(bytes[4...]))
        }
        return ControlRequest(
            type: bytes[0], request: bytes[1], value: value, asking: UInt16(bytes[4]) << 8 | UInt16(bytes[5]))
    }
}
