import ArgumentParser
import Devices
import FakeDevices
import FakeLinks
import Foundation
import Paper
import Scenarios
import Symbols

/// A table with a station that somebody works by typing: people who try it out, and programs that watch what the screen shows.
struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Set up a table with fake devices and the shipping scanstation, and do what is typed.",
        discussion: """
            One line is one act, answered by one line of JSON: what was heard, or what went wrong.

              scan NAME TEXT     read a code with the scanner collect or pack; person:1, tube:1, bag:1, seal:1, box:1, badge:1
                                 and card:CONFIRM are of the deck
              read NAME PRINTER  read the bars of the last label that came out of the printer
              lay reader N, lift reader          person N's ID card on the reader
              unplug NAME, plug NAME             collect, pack, reader, printer
              fault NAME VERB    what its firmware does wrong: paper-out, reload ...; scansim usbip lists them
              kill, start, stop, hang, go        the station: SIGKILL, start it, SIGTERM, SIGSTOP, SIGCONT
              quit               ends everything, as the end of the input does

            The first line of the output says where the screen is and where the journal lies.
            """)

    @Option(help: "The folder for configuration, journal and log. Default: a new one in $TMPDIR or /tmp.")
    var keep: String?

    @Option(help: "The station's language, en or zh.")
    var language = "en"

    @Option(help: "The port of the screen; 0 for any.")
    var port = 0

    @Option(help: "Lines to add to the station's configuration; \\n ends one.")
    var more = ""

    @Option(help: "A roster, numbered, for work from door to door.")
    var roster: String?

    func validate() throws {
        if !["en", "zh"].contains(language) { throw ValidationError("--language is en or zh.") }
        if !(0...65_535).contains(port) { throw ValidationError("--port is 0 to 65535.") }
    }

    func run() throws {
        do {
            try Testbed.reexecuteUnderPreloadIfNeeded()
            var configuration = ScenarioConfiguration.demo(folder: try demoFolder(keep))
            configuration.more =
                "language: \(language)\nkiosk: {port: \(port)}\n" + more.replacingOccurrences(of: "\\n", with: "\n")
            if let roster {
                configuration.moreCodes = "  household: {pattern: 'H[0-9]{6}'}\n  roster-line: {pattern: 'L[0-9]{8}'}"
                configuration.more = "  pairing-seconds: 600\nroster: \(roster)\n" + configuration.more
            }
            let player = try TablePlayer(configuration)
            while let line = readLine(), line != "quit" { player.act(line) }
            player.end()
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("\(error)")
            throw ExitCode(1)
        }
    }
}

/// Does what is said at one table.
private final class TablePlayer {
    private struct Wrong: Error, CustomStringConvertible {
        var description: String
    }

    private struct Answer: Encodable {
        var did: String
        var heard: String?
        var error: String?
        var screen: String?
        var journal: String?
    }

    private let table: Table
    private var starts = 0
    private var typeface: Typeface?

    init(_ configuration: ScenarioConfiguration) throws {
        table = try Table(configuration)
        try table.open()
        starts = 1
        say(Answer(did: "start", screen: try table.screen(ofStart: starts), journal: configuration.journal))
    }

    func act(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard let verb = words.first else { return }
        var answer = Answer(did: verb)
        do {
            answer.heard = try perform(verb, words.count > 1 ? words[1] : "", words.count > 2 ? words[2] : "")
            if verb == "start" { answer.screen = try table.screen(ofStart: starts) }
        } catch {
            answer.error = "\(error)"
        }
        say(answer)
    }

    func end() {
        guard table.station.isRunning else { return }
        kill(table.station.pid, SIGCONT)
        _ = try? table.station.stop()
    }

    private func say(_ answer: Answer) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let data = try? encoder.encode(answer) { FileHandle.standardOutput.write(data + Data("\n".utf8)) }
    }

    private func perform(_ verb: String, _ name: String, _ rest: String) throws -> String? {
        switch verb {
        case "scan":
            return try table.desk.scan(.foreign(table.deck.payload(named: rest)), with: name).feedback.rawValue
        case "read":
            let bars = try lastBars(of: rest)
            return try table.desk.scan(.foreign(bars), with: name).feedback.rawValue
        case "lay":
            guard let person = Int(rest), person > 0 else { throw Wrong(description: "which person? a number from 1") }
            return try table.desk.lay(person).rawValue
        case "lift": table.desk.lift()
        case "unplug": if let device = table.device(name) { device.unplug() } else { try table.scanner(name).unplug() }
        case "plug":
            if let device = table.device(name) {
                try device.plug(into: table.desk.sockets)
            } else {
                try table.desk.replug(name)
            }
        case "fault":
            let isKnown = try table.device(name)?.commit(verb: rest) ?? table.scanner(name).commit(verb: rest)
            if !isKnown { throw Wrong(description: "\(name) knows no fault \(rest)") }
        case "kill": table.station.kill()
        case "stop": _ = try table.station.stop()
        case "start":
            starts += 1
            try table.start()
        case "hang": kill(table.station.pid, SIGSTOP)
        case "go": kill(table.station.pid, SIGCONT)
        default: throw Wrong(description: "\(verb): no such act; --help lists them")
        }
        return nil
    }
    /// As zbarimg reads them on a picture of the label.
    private func lastBars(of printer: String) throws -> String {
        let label = table.device(printer)?.withFirmware(FakeLabelPrinter.self) { firmware, _ in firmware.printed.last }
        guard let job = label ?? nil else { throw Wrong(description: "\(printer): no label has come out") }
        let typeface = try typeface ?? scansim.typeface(nil)
        self.typeface = typeface
        let paper = LabelPaper.print(job.bytes, language: .zpl, dotsPerMillimetre: 8, typeface: typeface)
        let folder = try demoFolder(nil)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let found = try SymbolReaders(folder: folder).zbar([Photograph(label: paper.raster)])[0]
        guard let bars = found["CODE-128"] else { throw Wrong(description: "no bars can be read on the last label") }
        return bars
    }
}
