import ArgumentParser
import FakeDevices
import Foundation
import Scenarios
import Station
import USBIP

struct USBIPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usbip",
        abstract: "Offer fake scanners, card readers and printers to the kernel of another machine, over USB/IP.",
        discussion: """
            A host with the kernel module vhci-hcd lists them with `usbip list -r ADDRESS` and plugs one in with `usbip attach \
            -r ADDRESS -b 1-1`; its own drivers then take it for hardware. Whoever reaches the address may do so: listen on \
            loopback, or on a wire to that host alone, and forward the port (ssh -R 3240:127.0.0.1:3240 HOST) where there is \
            none.

            Without DEVICE there is one of each. The same kind twice makes two devices that differ in their sockets only. \
            Commands are read from standard input, a line each; `help` lists them. Ends with its input, or with `quit`.

            DEVICE: \(OfferedDevice.allCases.map(\.rawValue).joined(separator: ", "))
            """)

    @Argument(help: "What to offer, in the sockets 1-1, 1-2 and so on.")
    var device: [OfferedDevice] = []

    @Option(help: "The address to listen on.")
    var listen = "127.0.0.1"

    @Option(help: "The TCP port; 0 lets the system choose.")
    var port: UInt16 = 3240

    @Option(help: "Write the configuration of a station that works with these devices to this file.")
    var config: String?

    func validate() throws {
        if device.count > USBIPLimit.devices { throw ValidationError("at most \(USBIPLimit.devices) devices") }
    }

    func run() throws {
        do {
            let bus = try USBIPBus(address: listen, port: port) { complain($0) }
            let configuration = OfferedDevice.configuration(device.isEmpty ? OfferedDevice.allCases : device)
            if let config {
                guard FileManager.default.createFile(atPath: config, contents: Data(configuration.text.utf8)) else {
                    throw ScenarioError.cannotWrite(config)
                }
            }
            var words = USBIPWords(Desk(configuration, into: .bus(bus)))
            try words.plugAll()
            say("listening on \(bus.address):\(bus.port)\n\(words.list)")
            while let line = readLine() {
                guard let answer = words.obey(line) else { break }
                say(answer)
            }
            bus.shut()
        } catch {
            complain("\(error)")
            throw ExitCode(1)
        }
    }
}

/// A line on standard output, at once: whoever drives the command waits for it.
private func say(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

/// The kinds of devices that `usbip` offers.
enum OfferedDevice: String, CaseIterable, ExpressibleByArgument {
    case ssi, line
    case reports = "hid-pos"
    case ibm, keyboard
    case reader = "card-reader"
    case printer

    private var scanner: ScannerPlace? {
        switch self {
        case .ssi: .collectingInPackets
        case .line: .packing
        case .reports: .collectingReports
        case .ibm: .collectingIBM
        case .keyboard: .collectingByKeys(.us)
        case .reader, .printer: nil
        }
    }

    private var place: DevicePlace? {
        switch self {
        case .reader: .packetReader
        case .printer: .printer(.zpl)
        default: nil
        }
    }

    /// A station with these devices, by their sockets: a lane for each scanner that can be heard, the others beside it.
    static func configuration(_ kinds: [OfferedDevice]) -> ScenarioConfiguration {
        var configuration = ScenarioConfiguration(folder: "/var/lib/scanstation", scanners: [])
        var lane = 0
        for (index, kind) in kinds.enumerated() {
            let count = kinds[...index].count { $0 == kind }
            let name = count == 1 ? kind.rawValue : "\(kind.rawValue)-\(count)"
            let isAlone = kinds.count { $0 == kind } == 1
            if var scanner = kind.scanner {
                if scanner.model.firmware.isHeard || lane == 0 { lane += 1 }
                (scanner.name, scanner.lane, scanner.track) = (name, lane, .both)
                scanner.model.identity = scanner.model.identity.inSocket(index + 1, isAlone: isAlone)
                configuration.scanners.append(scanner)
            } else if let place = kind.place {
                configuration.devices.append(place.inSocket(index + 1, isAlone: isAlone, name: name))
            }
        }
        return configuration
    }
}
