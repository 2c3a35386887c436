import Devices
import FakeDevices
import Station
import Testing

@testable import Scenarios

/// What `check` says of lanes, on a machine where no scanner hangs.
struct CheckTests {
    private func check(_ configuration: ScenarioConfiguration) throws -> String {
        try configuration.write()
        let ended = try Programs.run("scanstation", ["check", "--config", configuration.file])
        return ended.output
    }

    private func configuration(in folder: Scratch, placesByCard: Bool) -> ScenarioConfiguration {
        let scanners = (1...2).map { lane in
            let identity = DeviceIdentity(
                vendor: 0x05E0, product: 0x1701, serialNumber: "CHECK\(lane)", node: "ttyACM\(lane)",
                portPath: "1-\(lane)")
            return ScannerPlace("both-\(lane)", .line(.init(identity: identity)), lane: lane, track: .both)
        }
        var configuration = ScenarioConfiguration(folder: folder.path, scanners: scanners)
        configuration.placesByCard = placesByCard
        return configuration
    }

    @Test func `A lane whose scanner is away is named`() throws {
        let folder = try Scratch()
        let said = try check(configuration(in: folder, placesByCard: false))
        for lane in 1...2 { #expect(said.contains("warning  lane \(lane): no scanner is attached"), "\(said)") }
    }

    @Test func `Where LANE cards place scanners, they are counted`() throws {
        let folder = try Scratch()
        let said = try check(configuration(in: folder, placesByCard: true))
        #expect(said.contains("warning  LANE cards place 0 scanners at 2 lanes"), "\(said)")
        #expect(!said.contains("no scanner is attached"))
    }
}
