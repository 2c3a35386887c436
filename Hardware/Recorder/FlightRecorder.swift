package import Devices

/// The last bytes in and out of every device, in memory only: what an engineer needs when something has just gone
/// wrong.
///
/// Noting an event copies no bytes; each device has a ring whose oldest events make room for new ones. A capture is
/// made on demand, and without persons unless it is asked for raw. Nothing is ever written by itself.
///
/// Not modelled: which bytes belong together; that is the drivers' business.
package struct FlightRecorder: Sendable, CustomStringConvertible, CustomReflectable {
    /// What passed on a device's link.
    package enum Passed: Hashable, Sendable {
        case received([UInt8])
        case sent([UInt8])
        case requested(ControlRequest)
        case answered(ControlAnswer)
        case unplugged
        case replugged
    }

    private var rings: [DeviceID: Ring] = [:]

    package init() {}

    /// Notes what passed. Of a chunk beyond `RecorderLimit.eventBytes` the rest is left out, and counted. A device
    /// beyond `RecorderLimit.devices` takes the place of the one that was silent for longest.
    package mutating func noted(_ passed: Passed, of device: DeviceID, at now: Instant) {
        if rings[device]?.note(passed, at: now) != nil { return }
        makeRoom()
        rings[device, default: Ring()].note(passed, at: now)
    }

    /// The devices of which something is kept.
    package var devices: [DeviceID] { rings.keys.sorted { $0.text < $1.text } }

    /// How much is kept of a device: events and the bytes they take in memory.
    package func size(of device: DeviceID) -> (events: Int, bytes: Int) {
        rings[device].map { ($0.count, $0.bytes) } ?? (0, 0)
    }

    /// What is kept of a device, its first event at 0 ms; nil when there is nothing.
    ///
    /// - Parameters:
    ///   - raw: as it was, persons and all. Else `Redaction` has gone over it.
    ///   - keep: readings that may stay as they are, if they have no form of a person's number; see `Redaction`.
    package func capture(
        of device: DeviceID, header: Capture.Header, raw: Bool = false,
        keep: @escaping Redaction.Keep = { _ in false }
    ) -> Capture? {
        guard let ring = rings[device], ring.count > 0 else { return nil }
        let capture = Capture(header: header.described(by: ring.lostDescriptor), events: ring.events)
        return raw ? capture : Redaction.redacted(capture, keep: keep)
    }

    /// Forgets a device, or with nil all of them.
    package mutating func forget(_ device: DeviceID? = nil) {
        if let device { rings[device] = nil } else { rings = [:] }
    }

    /// Counts only: what a log may show.
    package var description: String {
        "\(rings.count) devices, \(rings.values.reduce(0) { $0 + $1.count }) events"
    }

    package var customMirror: Mirror { Mirror(self, children: []) }

    private mutating func makeRoom() {
        guard rings.count >= RecorderLimit.devices else { return }
        if let quietest = rings.min(by: { $0.value.last < $1.value.last })?.key { rings[quietest] = nil }
    }
}

/// The events of one device; at most `RecorderLimit.events` and `RecorderLimit.bytes`.
private struct Ring: Sendable {
    private struct Entry: Sendable {
        var at: Instant
        var passed: FlightRecorder.Passed
        /// Bytes that were left out at the end.
        var leftOut: Int
        /// What it takes in memory.
        var size: Int
    }

    private var entries: [Entry] = []
    private var first = 0
    private(set) var count = 0
    private(set) var bytes = 0
    private(set) var last = Instant.start
    /// The report descriptor that the device gave last: without it a HID device's reports cannot be read.
    private var descriptor: [UInt8] = []
    private var asksForDescriptor = false
    private var isWhole = true

    /// The descriptor, where older events are gone and its answer may be among them.
    var lostDescriptor: [UInt8] { isWhole ? [] : descriptor }

    init() { entries.reserveCapacity(RecorderLimit.events) }

    mutating func note(_ passed: FlightRecorder.Passed, at now: Instant) {
        let (kept, leftOut) = passed.limited
        if case .requested(let request) = kept { asksForDescriptor = request.asksForReportDescriptor }
        if case .answered(let answer) = kept {
            if asksForDescriptor, case .done(let bytes) = answer { descriptor = Array(bytes) }
            asksForDescriptor = false
        }
        let entry = Entry(at: max(now, last), passed: kept, leftOut: leftOut, size: kept.size)
        last = entry.at
        while count > 0, count == RecorderLimit.events || bytes + entry.size > RecorderLimit.bytes { dropOldest() }
        let place = (first + count) % RecorderLimit.events
        if place < entries.count { entries[place] = entry } else { entries.append(entry) }
        count += 1
        bytes += entry.size
    }

    private mutating func dropOldest() {
        isWhole = false
        bytes -= entries[first].size
        entries[first].passed = .unplugged
        first = (first + 1) % RecorderLimit.events
        count -= 1
    }

    /// As a capture has them: times from the first on, long chunks in pieces.
    var events: [Capture.Event] {
        let start = entries[first].at
        return (0..<count).flatMap { index -> [Capture.Event] in
            let entry = entries[(first + index) % RecorderLimit.events]
            let milliseconds = Int(start.duration(to: entry.at).inNanoseconds / 1_000_000)
            var kinds = entry.passed.kinds
            if entry.leftOut > 0 { kinds.append(.fault("\(entry.leftOut) more bytes were not recorded")) }
            return kinds.map { Capture.Event(milliseconds: milliseconds, $0) }
        }
    }
}

extension FlightRecorder.Passed {
    private var payload: [UInt8] {
        switch self {
        case .received(let bytes), .sent(let bytes), .answered(.done(let bytes)): bytes
        case .requested(let request): request.payload
        case .answered, .unplugged, .replugged: []
        }
    }

    /// What it takes in memory, as far as can be seen: an array may have more room than bytes.
    fileprivate var size: Int { RecorderLimit.entryBytes + payload.capacity }

    /// Itself within `RecorderLimit.eventBytes`, and how many bytes were left out.
    fileprivate var limited: (FlightRecorder.Passed, Int) {
        let payload = payload
        if payload.capacity <= RecorderLimit.eventBytes { return (self, 0) }
        let kept = Array(payload.prefix(RecorderLimit.eventBytes))
        let leftOut = payload.count - kept.count
        switch self {
        case .received: return (.received(kept), leftOut)
        case .sent: return (.sent(kept), leftOut)
        case .answered: return (.answered(.done(kept)), leftOut)
        case .requested(var request):
            request.payload = kept
            return (.requested(request), leftOut)
        case .unplugged, .replugged: return (self, 0)
        }
    }

    fileprivate var kinds: [Capture.Event.Kind] {
        switch self {
        case .received(let bytes): FlightRecorder.Passed.pieces(bytes).map { .received($0) }
        case .sent(let bytes): FlightRecorder.Passed.pieces(bytes).map { .sent($0) }
        case .requested(let request): [.requested(request)]
        case .answered(let answer): [.answered(answer)]
        case .unplugged: [Capture.Event.unplugged]
        case .replugged: [Capture.Event.replugged]
        }
    }

    private static func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: CaptureLimit.eventBytes).map { start in
            Array(bytes[start..<min(start + CaptureLimit.eventBytes, bytes.count)])
        }
    }
}

package enum RecorderLimit {
    /// The most devices of which something is kept.
    package static let devices = 32
    /// The most events of one device.
    package static let events = 1024
    /// The most memory the events of one device take.
    package static let bytes = 256 << 10
    /// The most bytes kept of one event.
    package static let eventBytes = 64 << 10
    /// What an event takes besides its bytes.
    static let entryBytes = 96
}
