import Devices
import FakeDevices
import Scenarios
import Station

/// The devices of `MachineDevices`: one of each kind, and two pairs of twins, each in a socket and most at a lane of their
/// own.
enum DeviceTable {
    /// At lane 1: what can be heard there, a keyboard and an IBM scanner that cannot, a card reader and a printer.
    static let first = scanner("ssi", .collectingInPackets, socket: 1, lane: 1)
    /// Two of one model without serial numbers.
    static let twins = [
        scanner("twin-a", .packing, socket: 2, lane: 2, serial: nil),
        scanner("twin-b", .packing, socket: 3, lane: 3, serial: nil),
    ]
    /// Two of one model that say the same serial number.
    static let namesakes = [
        scanner("namesake-a", .packingReports, socket: 4, lane: 4),
        scanner("namesake-b", .packingReports, socket: 5, lane: 5),
    ]
    static let silent = [
        scanner("keyboard", .collectingByKeys(.us), socket: 6, lane: 1),
        scanner("ibm", .collectingIBM, socket: 7, lane: 1),
    ]
    static let reader = DevicePlace.packetReader.inSocket(8, isAlone: true, name: "reader")
    static let printer = DevicePlace.printer(.zpl).inSocket(9, isAlone: true, name: "printer")

    /// Those whose verdicts the hand hears, one for each lane.
    static let heard = [first] + twins + namesakes

    static let configuration: ScenarioConfiguration = {
        var configuration = ScenarioConfiguration(
            folder: "/var/lib/scanstation", scanners: [first] + silent + twins + namesakes)
        configuration.devices = [reader, printer]
        return configuration
    }()

    /// In the order of their sockets.
    static let identities = (configuration.scanners.map(\.model.identity) + configuration.devices.map(\.identity))
        .sorted { socket(of: $0) < socket(of: $1) }

    static func socket(of identity: DeviceIdentity) -> String { identity.portPath ?? "" }

    private static func scanner(_ name: String, _ place: ScannerPlace, socket: Int, lane: Int) -> ScannerPlace {
        var place = place
        (place.name, place.lane, place.track, place.goesByPort) = (name, lane, .both, true)
        place.model.identity.portPath = "1-\(socket)"
        return place
    }

    private static func scanner(
        _ name: String, _ place: ScannerPlace, socket: Int, lane: Int, serial: String?
    ) -> ScannerPlace {
        var place = scanner(name, place, socket: socket, lane: lane)
        place.model.identity.serialNumber = serial
        return place
    }
}
