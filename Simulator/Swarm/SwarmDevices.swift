import Devices
import FakeDevices
import Scenarios
import Station

/// Which devices a station of a swarm has: drawn from every language there is.
enum SwarmDevices {
    /// One or two lanes, each with a scanner for persons and tubes and mostly another for bags; at the first lane a card
    /// reader and a printer.
    static func configuration(station: Int, isLaboratory: Bool, random: inout Seeded) -> ScenarioConfiguration {
        var places: [ScannerPlace] = []
        let lanes = Int(random.next() % 2) + 1
        // Then every scanner does everything, and none needs more than its ids tell.
        let placesByCard = lanes > 1 && random.next() % 4 == 0
        for lane in 1...lanes {
            let number = lane * 2
            let hasTwo = random.next() % 3 > 0 && !placesByCard
            let collecting = scanner(number, isHeard: !hasTwo, isPlain: placesByCard, &random)
            places.append(ScannerPlace("collect-\(lane)", collecting, lane: lane, track: hasTwo ? .collect : .both))
            if hasTwo {
                places.append(
                    ScannerPlace(
                        "pack-\(lane)", scanner(number + 1, isHeard: true, isPlain: false, &random), lane: lane,
                        track: .pack))
            }
        }
        var configuration = ScenarioConfiguration(folder: "/swarm-\(station)", scanners: places)
        configuration.station = "swarm-\(station)"
        configuration.placesByCard = placesByCard
        if random.next() % 3 == 0 {
            configuration.badges = BadgeRules(
                required: random.next() % 4 == 0 ? [] : [.operator], learningTubes: Int(random.next() % 3) * 4)
        }
        configuration.bagLimit = random.next() % 2 == 0 ? 20 : 5
        configuration.parkedLimit = random.next() % 2 == 0 ? 3 : 1
        let languages = FakeLabelPrinter.Language.allCases
        let codes = [SwarmDoors.codes, SwarmHand.qrCodes].filter { _ in random.next() % 2 == 0 }
        configuration.moreCodes = codes.joined(separator: "\n")
        configuration.devices = [.reader, .printer(languages[Int(random.next() % UInt64(languages.count))])]
        if isLaboratory { configuration.more = "role: intake" }
        return configuration
    }

    /// - Parameters:
    ///   - isHeard: it has to tell its operator the verdicts, because no other device of the lane does.
    ///   - isPlain: its ids tell everything of it.
    private static func scanner(
        _ number: Int, isHeard: Bool, isPlain: Bool, _ random: inout Seeded
    ) -> ScannerModel {
        let serial = "SWARM\(number)"
        let turn = random.next() % (isHeard ? 6 : 8)
        switch isPlain && (turn == 3 || turn == 4) ? 2 : turn {
        case 0, 1: return .line(.init(identity: tty(0x05E0, 0x1701, serial, number)))
        case 2: return .line(.init(identity: tty(0x05F9, 0x4204, serial, number), tongue: .datalogic))
        case 3, 4: return .ssi(.init(identity: tty(0x05E0, 0x1701, serial, number)))
        case 5:
            return .hidPOS(
                .init(identity: usb(0x0C2E, 0x0907, serial, number), form: .honeywell, needsRedirect: true))
        case 6:
            let identity = DeviceIdentity(
                vendor: 0x05E0, product: 0x1200, serialNumber: serial, node: "input/event\(number)", port: .input,
                portPath: "1-\(number)", name: "Symbol Bar Code Scanner")
            return .keyboard(.init(identity: identity, layout: .us))
        default: return .ibm(.init(identity: usb(0x05E0, 0x1300, serial, number)))
        }
    }

    private static func tty(_ vendor: UInt16, _ product: UInt16, _ serial: String, _ number: Int) -> DeviceIdentity {
        DeviceIdentity(
            vendor: vendor, product: product, serialNumber: serial, node: "ttyACM\(number)", portPath: "1-\(number)",
            name: "Scanner")
    }

    private static func usb(_ vendor: UInt16, _ product: UInt16, _ serial: String, _ number: Int) -> DeviceIdentity {
        DeviceIdentity(
            vendor: vendor, product: product, serialNumber: serial, node: "bus/usb/001/00\(number)#0",
            port: .usb(interface: 0, class: 3, subclass: 0, protocol: 0), portPath: "1-\(number)", name: "Scanner")
    }
}
