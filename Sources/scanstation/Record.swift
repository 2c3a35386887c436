import ArgumentParser
import Controller
import Foundation

struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what last passed between the running station and its devices, as captures.",
        discussion: """
            The station keeps it in memory only. Persons are replaced by synthetic ones of the same form, unless --raw \
            is given: such a file is health data. `replay` shows what the station makes of a capture.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "The device's id, as `devices --json` prints it. Left out: all devices.")
    var device: String?

    @Option(name: .shortAndLong, help: "The folder for the captures; it is made if it is not there.")
    var output = "captures"

    @Flag(help: "As it was, persons and all.")
    var raw = false

    func run() throws {
        let configuration = try configuration.load()
        let request = "record\(raw ? "-raw" : "") \(device ?? "")"
        guard let bytes = StatusSocket.answer(to: request, of: configuration),
            let captures = try? JSONDecoder().decode([RecordedDevice].self, from: Data(bytes))
        else {
            complain("no station runs on this configuration; start it with: scanstation run")
            throw StationExit.failure
        }
        if captures.isEmpty {
            complain(
                device.map { "nothing is recorded of \($0); see: scanstation devices --json" } ?? "nothing is recorded")
            throw StationExit.failure
        }
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        for capture in captures {
            let path = "\(output)/\(Record.fileName(of: capture.id)).capture"
            guard writePrivately(Data(capture.capture.utf8), to: path) else {
                complain("cannot write \(path)")
                throw StationExit.failure
            }
            print(path)
        }
    }

    /// The id with what a file name cannot have, or a shell would read, replaced by a hyphen.
    static func fileName(of id: String) -> String {
        String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" }.prefix(100))
    }
}
