import Devices
import FakeDevices
import Foundation
import Journal
import Scenarios
import Testing

/// A folder that goes when the test ends.
final class Scratch {
    let path = NSTemporaryDirectory() + "scenario-\(UUID().uuidString)"
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The demo's shift in memory, through the shipping box, loop and journal.
@Suite("The shift, in memory") struct LanguageTests {
    /// The golden form of the shift with line scanners.
    private static let golden = Result { try shift([:]) }

    /// Works the shift with these devices in place of the configuration's; gives its golden form.
    private static func shift(_ devices: [String: any FakeFirmware]) throws -> String {
        let folder = Scratch()
        let configuration = ScenarioConfiguration(folder: folder.path)
        let scanners = Dictionary(
            uniqueKeysWithValues: configuration.scanners.map { ($0.name, $0.model.firmware as any FakeFirmware) })
        _ = try ShiftRun(configuration).recordInMemory(scanners.merging(devices) { $1 })
        return try Export.golden(path: configuration.journal)
    }

    @Test func `comes out as it says, with line scanners`() throws {
        let golden = try Self.golden.get()
        #expect(golden.contains("bag B00000001 sealed FQ0000001"))
    }
}
