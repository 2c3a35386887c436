import ArgumentParser
import Codes
import Controller
import Documents
import Foundation
import Journal
import Station
import Symbols

struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Print the manifest of a box that was handed over: A4, as PDF.",
        discussion: """
            Every bag with its seal and every tube with its count, as they were frozen at the hand-over; no persons. To be laid \
            between the secondary and the outer packaging, and to be signed by both sides. Can be asked while a station runs.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "The box's code.")
    var box: String

    @Option(help: "Which hand-over of the box; without it the last.")
    var version: Int?

    @Option(name: [.short, .long], help: "The PDF file to write.")
    var output = "manifest.pdf"

    @Option(help: "A TrueType or OpenType file with Chinese glyphs. Default: what Debian's font packages install.")
    var font: String?

    func run() throws {
        let configuration = try configuration.load()
        let line = try handOver(in: configuration)
        let typeface = try openTypeface(font)
        do {
            let pages = try sheet(line, configuration).pages(typeface: typeface)
            let data = Data(try pdf(pages, title: "Manifest \(box)"))
            guard writePrivately(data, to: output) else {
                complain("\(output): it cannot be written; choose another place with --output FILE")
                throw StationExit.journal
            }
            print(
                "\(output): \(pages.count) \(pages.count == 1 ? "page" : "pages"), sha256 \(line.handOver.manifest.hash)"
            )
        } catch let error as SymbolError {
            complain("\(error)")
            throw StationExit.failure
        } catch let error as DrawingError {
            complain("\(error)")
            throw StationExit.failure
        }
    }

    private func handOver(in configuration: Configuration) throws -> Journal.Export.HandOverLine {
        let path = configuration.journalPath
        do {
            let all = try Journal.Export.handOvers(path: path).filter { $0.handOver.manifest.box.text == box }
            let wanted = version.map { version in all.filter { $0.handOver.manifest.version == version } } ?? all
            if let line = wanted.last { return line }
            let versions = all.map { "\($0.handOver.manifest.version)" }.joined(separator: ", ")
            complain(
                versions.isEmpty
                    ? "box \(box) was not handed over by this station"
                    : "box \(box) has no hand-over \(version ?? 0); it has: \(versions)")
            throw StationExit.failure
        } catch let error as JournalError {
            throw ending(for: error)
        }
    }

    private func sheet(_ line: Journal.Export.HandOverLine, _ configuration: Configuration) -> ListSheet {
        let manifest = line.handOver.manifest
        let rule = (configuration.settings.boxes ?? BoxRules()).temperature(manifest.temperature)
        let slip = ManifestSlip(
            station: manifest.station, box: manifest.box, version: manifest.version, temperature: rule?.english ?? "",
            bags: manifest.bags.count, tubes: manifest.tubes, people: manifest.people, hash: manifest.hash)
        var facts = [
            "\(manifest.station)" + (manifest.team.map { " · \($0)" } ?? ""),
            "Handed over 交接时间  \(line.at)" + (line.isRevoked ? "  (taken back 已退回)" : ""),
            "Hand-over 交接次数  \(manifest.version)",
            "Kept at 转运温度  \(rule.map { "\($0.english) \($0.chinese)" } ?? "")",
            "Bags 袋 \(manifest.bags.count)   Tubes 管 \(manifest.tubes)   People 人 \(manifest.people)",
            "SHA-256 \(manifest.hash.prefix(32))", "        \(manifest.hash.dropFirst(32))",
        ]
        if let contact = configuration.contact { facts.append("Contact 联系人  \(contact)") }
        let sections = manifest.bags.map { bag in
            let category = configuration.settings.category(bag.category).map { "\($0.english) \($0.chinese)" } ?? ""
            return ListSheet.Section(
                heading: "Bag 封袋 \(bag.code)   Seal 封签 \(bag.seal)   \(category)   \(bag.tubes.count)",
                lines: bag.tubes.map { "\($0.code)  \($0.count)\($0.isShort ? " short 不足" : "")" })
        }
        let badges = [("Given by 交方", line.handOver.giver), ("Courier 转运员", line.handOver.courier)].map { name, badge in
            name + (badge.map { "  \($0)" } ?? "")
        }
        return ListSheet(
            title: "Manifest 交接单", code: manifest.box.text,
            qr: Slip.manifest(slip).text(seal: slipSeal(key: configuration.slipKey)), facts: facts, sections: sections,
            signatures: badges + ["Received by 接收"])
    }
}
