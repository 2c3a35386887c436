package import Devices

/// What went over one device's wire, with times: what the flight recorder keeps, what a capture file holds, and what a
/// replay feeds to a driver. `Simulator/Captures/README.md` describes the file.
///
/// A capture can always be written: its initialisers put texts into one line, and cut what goes beyond `CaptureLimit`.
package struct Capture: Hashable, Sendable {
    package var header: Header
    /// In the order of time.
    package private(set) var events: [Event]

    /// - Parameter events: sorted by time here, those of one time left as they are; what is beyond
    ///   `CaptureLimit.events` or `CaptureLimit.payloadBytes` is left out, the oldest first.
    package init(header: Header, events: [Event]) {
        self.header = header
        let isSorted = zip(events, events.dropFirst()).allSatisfy { $0.milliseconds <= $1.milliseconds }
        self.events = isSorted ? events : Capture.sorted(events)
        var bytes = 0
        let kept = self.events.reversed().prefix { event in
            bytes += event.byteCount
            return bytes <= CaptureLimit.payloadBytes
        }
        let count = min(kept.count, CaptureLimit.events)
        if count < self.events.count { self.events.removeFirst(self.events.count - count) }
    }

    private static func sorted(_ events: [Event]) -> [Event] {
        events.enumerated().sorted { ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset) }
            .map(\.element)
    }
}

/// The languages a capture may be in: one for each driver.
package enum CaptureLanguage: String, Hashable, Sendable, CaseIterable {
    case line, ssi, hidpos, ibm, keyboard, keypad, sam, zpl, tspl, cpcl, escpos

    /// Whether chunks are cut anywhere; else each is one report of its device.
    package var isStream: Bool {
        switch self {
        case .line, .ssi, .sam, .zpl, .tspl, .cpcl, .escpos: true
        case .hidpos, .ibm, .keyboard, .keypad: false
        }
    }

    package var isPrinter: Bool {
        switch self {
        case .zpl, .tspl, .cpcl, .escpos: true
        case .line, .ssi, .hidpos, .ibm, .keyboard, .keypad, .sam: false
        }
    }
}

extension Capture {
    /// Something that passed at a time.
    package struct Event: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// A chunk or report of the device; at most `CaptureLimit.eventBytes`.
            case received([UInt8])
            /// A chunk of the host; at most `CaptureLimit.eventBytes`.
            case sent([UInt8])
            /// A control transfer ordered by the host. Its index is not kept and reads back as `.interface`.
            case requested(ControlRequest)
            /// What became of the transfer.
            case answered(ControlAnswer)
            /// `unplugged`, `replugged`, or a remark for people.
            case fault(String)
        }

        /// Since the start of the capture; 0 to `CaptureLimit.milliseconds`.
        package let milliseconds: Int
        package let kind: Kind

        package init(milliseconds: Int, _ kind: Kind) {
            self.milliseconds = min(max(milliseconds, 0), CaptureLimit.milliseconds)
            switch kind {
            case .received(let bytes): self.kind = .received(Event.cut(bytes))
            case .sent(let bytes): self.kind = .sent(Event.cut(bytes))
            case .requested(let request): self.kind = .requested(Event.kept(request))
            case .answered(.done(let bytes)): self.kind = .answered(.done(Event.cut(bytes)))
            case .answered: self.kind = kind
            case .fault(let text): self.kind = .fault(Header.oneLine(text, else: "fault"))
            }
        }

        package static let unplugged = Kind.fault("unplugged")
        package static let replugged = Kind.fault("replugged")

        /// The payload's bytes.
        var byteCount: Int {
            switch kind {
            case .received(let bytes), .sent(let bytes), .answered(.done(let bytes)): bytes.count
            case .requested(let request): request.payload.count
            case .answered, .fault: 0
            }
        }

        private static func cut(_ bytes: [UInt8]) -> [UInt8] {
            bytes.count <= CaptureLimit.eventBytes ? bytes : Array(bytes.prefix(CaptureLimit.eventBytes))
        }

        /// The request as a file keeps it: without its index.
        private static func kept(_ request: ControlRequest) -> ControlRequest {
            if request.asksForData {
                return ControlRequest(
                    type: request.type, request: request.request, value: request.value, asking: request.length)
            }
            return ControlRequest(
                type: request.type, request: request.request, value: request.value, payload: cut(request.payload))
        }
    }
}

/// Why a capture's text was not taken: the line, and what to do about it.
package struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1; 0 for the text as a whole.
    package var line: Int
    package var text: String

    package init(line: Int, _ text: String) {
        self.line = line
        self.text = text
    }

    package var description: String { line == 0 ? text : "line \(line): \(text)" }
}

package enum CaptureLimit {
    /// The most events of a capture.
    package static let events = 100_000
    /// The most bytes of all its payloads.
    package static let payloadBytes = 4 << 20
    /// The most bytes of one event.
    package static let eventBytes = LinkLimit.chunkBytes
    /// The longest line of a capture's text, in bytes; an event of `eventBytes` fits.
    package static let lineBytes = 16_384
    /// The longest text.
    package static let textBytes = 32 << 20
    /// The longest header value or remark, in bytes.
    package static let valueBytes = 512
    /// The longest key or value of a setting, in characters. All settings fit into one line.
    package static let settingLetters = 48
    /// The most settings.
    package static let settings = 32
    /// The longest report descriptor.
    package static let descriptorBytes = 4096
    /// The last time an event may have: a week.
    package static let milliseconds = 7 * 24 * 3_600_000
}
