import Drivers
import FakeDevices
package import Recorder

/// A capture that a fake device plays: a name, what is to be seen, and the moves. Played anew it is the same bytes, so that
/// the file in the folder can be compared with it.
package struct Take: Sendable {
    /// Of the capture.
    package let name: String
    /// A comment on top of it.
    package let about: String
    private let play: @Sendable () -> (Capture, Set<String>)

    init<Firmware: FakeFirmware>(
        _ name: String, _ about: String, device: String, source: String, wire: CapturedWire = .usb,
        _ settings: DriverSettings, _ firmware: Firmware, _ moves: @escaping @Sendable (inout Stage<Firmware>) -> Void
    ) {
        self.name = name
        self.about = about
        play = {
            var stage = Stage(firmware, settings)
            moves(&stage)
            return (stage.capture(device: device, source: source, wire: wire), stage.faults)
        }
    }

    /// What passes, and the faults that the device is told to commit.
    package func played() -> (capture: Capture, faults: Set<String>) { play() }

    /// All of them.
    package static let all = scanners + typists + readers + printers + settings + modes + typingModes

    /// The captures in which each fault is committed, by the fault's name on the page.
    static func played() throws -> [String: [String]] {
        var showing: [String: [String]] = [:]
        for take in all { for fault in take.played().faults { showing[fault, default: []].append(take.name) } }
        return showing.mapValues { $0.sorted() }
    }

    /// The file of the take.
    package func text() -> [UInt8] {
        let lines = about.split(whereSeparator: \.isNewline).map { "# \($0)\n" }
        return Array(lines.joined().utf8) + CaptureText.written(played().capture)
    }
}
