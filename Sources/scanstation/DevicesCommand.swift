import ArgumentParser
import Assembly
import Attach
import Catalog
import Controller
import Devices
import Foundation
import Glibc
import USBLink

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Show what is attached, what it was recognised as, what it does, and what is wrong with it.",
        discussion: """
            While a station runs, it is asked; else the devices are listed and not opened. Ends with 1 when a device has \
            a trouble.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Flag(help: "One JSON array instead of the table.")
    var json = false

    @Flag(help: "Show it again whenever it changes, until told to end (Ctrl-C).")
    var watch = false

    @Flag(help: "Instead: every entry of the device table, with its ids and where they were read.")
    var table = false

    func run() throws {
        if table {
            for model in DeviceTable.standard.models { print(model.line) }
            return
        }
        let configuration = try configuration.load()
        var shown: [DeviceReport]?
        while true {
            let reports = try reports(configuration)
            if reports != shown { try show(reports) }
            if !watch {
                if reports.contains(where: \.isBroken) { throw StationExit.failure }
                return
            }
            shown = reports
            sleep(1)
        }
    }

    private func show(_ reports: [DeviceReport]) throws {
        var text = Data((DeviceReport.table(reports) + (watch ? "\n\n" : "\n")).utf8)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            text = try encoder.encode(reports) + [0x0A]
        }
        // Not by print: what is watched through a pipe has to come at once.
        FileHandle.standardOutput.write(text)
    }

    private func reports(_ configuration: Configuration) throws -> [DeviceReport] {
        if let report = StatusReport.ofRunningStation(configuration) { return report.inventory }
        let crew = Crew(configuration)
        var hub = DeviceHub(rules: crew.rules) { crew.laid(over: $0) }
        let listing = Doors(network: crew.network, usb: try? USBBus.start {}).listing
        _ = hub.present(listing, at: SystemClocks.now())
        return hub.inventory.map { DeviceReport($0, $0.attached.flatMap { crew.duty(of: $0) }, isRunning: false) }
    }
}
