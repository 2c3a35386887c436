import ArgumentParser
import FakeDevices
import FakeLinks
import Foundation
import Glibc
import Scenarios

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A short shift at a table of fake scanners, through the shipping scanstation.",
        discussion: """
            Standard output is the account, or one JSON object. Everything in it is read back from the journal, which \
            stays. Ends with 1 and names the step when anything comes out otherwise than the shift says.

            On a machine with a screen, the station's own screen is opened in a browser, and the shift takes its time. The \
            address is told on standard error everywhere.
            """)

    @Flag(help: "Print one JSON object: persons, tubes, bags, accepted, refused by reason, journal.")
    var json = false

    @Option(
        help:
            "How the scanner for persons and tubes speaks: ssi, line, hid-pos, ibm, keyboard-us, keyboard-german, keyboard-french."
    )
    var scanner = DemoScanner.ssi

    @Option(help: "How the scanner for bags speaks: hid-pos, whose beeps take their time, or line.")
    var packing = DemoPacking.reports

    @Option(help: "What the label printer speaks: zpl, tspl, cpcl, escpos.")
    var printer = FakeLabelPrinter.Language.zpl

    @Flag(help: "The printer stands in the network, not on USB or a serial port.")
    var networkPrinter = false

    @Option(help: "How the card reader is wired: serial, usb, or usb-two-pipes.")
    var reader = DemoReader.serial

    @Option(help: "The folder for journal, configuration and log. Default: a new one in $TMPDIR or /tmp.")
    var keep: String?

    @Option(help: "Also a folder for what scanstation record writes when the shift is over: a capture of each device.")
    var record: String?

    @Flag(help: "With --record: persons and all.")
    var raw = false

    @Option(
        help:
            "Also a WAV file of what the station's loudspeaker played. Recordings of phrases are taken from FOLDER/phrases."
    )
    var sound: String?

    @Flag(help: "Open no browser, and take no time.")
    var headless = false

    @Option(help: "Seconds between two steps. Default: 1.5 with a browser, none without.")
    var pause: Double?

    func validate() throws {
        if let pause, !(0...60).contains(pause) { throw ValidationError("--pause is 0 to 60 seconds.") }
    }

    /// Where somebody can look on.
    private var isWatched: Bool {
        let variables = ProcessInfo.processInfo.environment
        return !headless && !json && (variables["DISPLAY"] ?? variables["WAYLAND_DISPLAY"] ?? "").isEmpty == false
    }

    /// Says where the screen is, and opens it.
    private func show(_ table: Table) throws {
        guard !json else { return }
        let address = try table.screen(ofStart: 1)
        complain("the station's screen: \(address)")
        guard isWatched else { return }
        let browser = Process()
        browser.executableURL = URL(fileURLWithPath: "/bin/sh")
        browser.arguments = [
            "-c", "chromium --app=\"$1\" >/dev/null 2>&1 || xdg-open \"$1\" >/dev/null 2>&1", "sh", address,
        ]
        browser.environment = ProcessInfo.processInfo.environment.filter { $0.key != "LD_PRELOAD" }
        try browser.run()
        sleep(4)
    }

    func run() throws {
        do {
            try Testbed.reexecuteUnderPreloadIfNeeded()
            let folder = try demoFolder(keep)
            var labels: [String] = []
            var configuration = ScenarioConfiguration.demo(
                folder: folder, collecting: scanner.place, packing: packing.place, reader: reader.place,
                printer: networkPrinter ? .networkPrinter(printer) : .printer(printer))
            configuration.more += "\nkiosk: {port: 0}\n"
            if let sound {
                let path = URL(fileURLWithPath: sound).standardizedFileURL.path
                configuration.more +=
                    "\nsound: {device: 'file:FILE=\(path),FORMAT=wav', phrases: '\(folder)/phrases'}\n"
            }
            let steps = Duration.milliseconds(Int((pause ?? (isWatched ? 1.5 : 0)) * 1000))
            let shift = try ShiftRun(configuration).record(pause: steps, before: show) { table in
                labels = try table.printedLabels(4)
                if let record { try table.record(into: record, raw: raw) }
                if isWatched { sleep(10) }
            }
            print(
                json
                    ? try DemoReport(shift, labels: labels.count, journal: folder + "/journal.sqlite").json
                    : shift.account(in: folder, labels: labels))
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("the demo failed: \(error)")
            throw ExitCode(1)
        }
    }
}

/// The scanner at the table's right.
enum DemoPacking: String, CaseIterable, ExpressibleByArgument {
    case line
    case reports = "hid-pos"

    var place: ScannerPlace { self == .line ? .packing : .packingReports }
}

/// The wire of the card reader.
enum DemoReader: String, CaseIterable, ExpressibleByArgument {
    case serial, usb
    case twoPipes = "usb-two-pipes"

    var place: DevicePlace {
        switch self {
        case .serial: .reader
        case .usb: .packetReader
        case .twoPipes: .twoPipeReader
        }
    }
}

/// The scanner at the table's left.
enum DemoScanner: String, CaseIterable, ExpressibleByArgument {
    case ssi, line, ibm
    case reports = "hid-pos"
    case us = "keyboard-us"
    case german = "keyboard-german"
    case french = "keyboard-french"

    var place: ScannerPlace {
        switch self {
        case .ssi: .collectingInPackets
        case .line: .collecting
        case .ibm: .collectingIBM
        case .reports: .collectingReports
        case .us: .collectingByKeys(.us)
        case .german: .collectingByKeys(.german)
        case .french: .collectingByKeys(.french)
        }
    }
}

extension FakeLabelPrinter.Language: ExpressibleByArgument {}

extension Table {
    /// The shipping program's recording of every device.
    fileprivate func record(into folder: String, raw: Bool) throws(ScenarioError) {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        let words = ["record", "--config", configuration.file, "--output", path] + (raw ? ["--raw"] : [])
        let recorded = try station.run(words)
        if recorded.code != 0 {
            throw .station(attempt: "record", outcome: "it ended with \(recorded.code)", log: station.log)
        }
    }

    /// What came out of the printer, once so many labels have.
    fileprivate func printedLabels(_ count: Int) throws(ScenarioError) -> [String] {
        let due = Date().addingTimeInterval(10)
        while Date() < due {
            let printed = device("printer")?.withFirmware(FakeLabelPrinter.self) { printer, _ in printer.printed } ?? []
            if printed.count >= count { return printed.map { String(decoding: $0.bytes, as: UTF8.self) } }
            usleep(10_000)
        }
        throw .station(attempt: "print \(count) labels with", outcome: "they did not come", log: station.log)
    }
}

func complain(_ text: String) { FileHandle.standardError.write(Data("scansim: \(text)\n".utf8)) }

/// A folder in which no journal lies yet.
func demoFolder(_ keep: String?) throws -> String {
    guard let keep else {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array((parent + "/scanstation-demo-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw ScenarioError.cannotWrite(parent) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    let folder = URL(fileURLWithPath: keep).standardizedFileURL.path
    if FileManager.default.fileExists(atPath: folder + "/journal.sqlite") {
        complain("\(folder) holds a journal already; name another folder with --keep FOLDER")
        throw ExitCode(1)
    }
    return folder
}

/// The demo's result for programs.
private struct DemoReport: Encodable {
    var persons: Int
    var tubes: Int
    var bags: Int
    var labels: Int
    var accepted: Int
    var refused: [String: Int]
    var journal: String

    init(_ record: ShiftRecord, labels: Int, journal: String) {
        self.labels = labels
        persons = record.boundPersons.count
        tubes = record.sealedTubes.count
        bags = record.sealedBags.count
        accepted = record.accepted
        refused = record.refused
        self.journal = journal
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
