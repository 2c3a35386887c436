import ArgumentParser
import Codes
import Controller
import Devices
import Documents
import Foundation
import Journal
import Station
import Symbols

struct Cards: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print this site's command cards: cards.pdf, and each page as SVG.",
        discussion: """
            A4, eight cards to a page, at their real size: print without "fit to page". Pages 1 and 2 are the front and \
            the back of one sheet; the cards that undo work are on the back. Print again after every change of the \
            site's card key: older cards are then refused.

            The files hold the site's secret in the cards' check letters: they are readable by you alone. Files of \
            the same names are replaced.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Option(name: [.short, .long], help: "The folder to write to; it is made if it is not there.")
    var output = "."

    @Option(help: "A TrueType or OpenType file with Chinese glyphs. Default: what Debian's font packages install.")
    var font: String?

    @Option(help: ArgumentHelp("Print the TIME code of this minute instead: time.pdf.", valueName: "YYYYMMDDHHMM"))
    var time: String?

    func validate() throws {
        if let time, time.utf8.count != 12 || !time.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw ValidationError("--time takes twelve digits, YYYYMMDDHHMM, such as 202203050814")
        }
    }

    func run() throws {
        let configuration = try configuration.load()
        _ = try configuration.codeBook()
        do {
            let typeface = try openTypeface(font)
            let faces = time.map(configuration.timeFace) ?? configuration.cardFaces
            let pages = try CardSheet.pages(
                faces, station: configuration.cardOwner, typeface: typeface)
            try write(pages, title: "ScanStation \(configuration.cardOwner)")
        } catch let error as SymbolError {
            complain("\(error)")
            throw StationExit.failure
        }
    }

    private func write(_ pages: [Page], title: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
            if time != nil {
                try write(Data(try pdf(pages, title: title)), to: "time.pdf")
                return print("\(output)/time.pdf")
            }
            try removeOldPages(after: pages.count)
            try write(Data(try pdf(pages, title: title)), to: "cards.pdf")
            for (index, page) in pages.enumerated() {
                try write(Data(try page.svg()), to: "cards-\(index + 1).svg")
            }
        } catch let error as DrawingError {
            complain("cannot draw the cards: \(error)")
            throw StationExit.failure
        } catch {
            complain(
                "cannot write the cards to \(output): \(error.localizedDescription) Name another folder with --output DIR"
            )
            throw StationExit.failure
        }
        print("\(output)/cards.pdf: \(pages.count) pages; also cards-1.svg to cards-\(pages.count).svg")
    }

    /// A sheet that has become shorter leaves no page of the old one behind.
    private func removeOldPages(after count: Int) throws {
        var page = count + 1
        while FileManager.default.fileExists(atPath: "\(output)/cards-\(page).svg") {
            try FileManager.default.removeItem(atPath: "\(output)/cards-\(page).svg")
            page += 1
        }
    }

    /// Replaces the file in one step; only its owner can read it.
    private func write(_ data: Data, to name: String) throws {
        let path = "\(output)/\(name)"
        let draft = path + ".new"
        guard writePrivately(data, to: draft), rename(draft, path) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
    }
}

extension Configuration {
    /// `desk-1 · S-0042`.
    fileprivate var cardOwner: String { settings.site.map { "\(settings.station) · \($0)" } ?? settings.station }

    /// The cards this site has a use for, face by face; front and back of a sheet follow each other.
    fileprivate var cardFaces: [CardSheet.Face] {
        let work = Command.onCards.filter { command in
            switch command {
            case .category, .mode, .count, .round, .key, .reason, .enrol, .lock, .role, .lane, .link, .proxy, .morning,
                .pause, .report, .time, .stock, .handover, .temperature, .handwritten, .reprint, .mark, .visit,
                .training,
                .language:
                false
            default: true
            }
        }
        let choices =
            settings.categories.indices.map { Command.category($0 + 1) } + settings.modes.indices.map { .mode($0 + 1) }
        let counts = (0...settings.bagLimit).map(Command.count)
        let temperatures = settings.boxes?.temperatures.count ?? 1
        let boxes =
            [Command.handwritten, .reprint, .handover]
            + (temperatures > 1 ? (1...temperatures).map(Command.temperature) : [])
        let badges = settings.badges == nil ? [] : [.enrol, .lock] + (1...Command.roles).map(Command.role)
        let visits = rosterPath == nil ? [] : Visit.allCases.map(Command.visit)
        return faces("Work · 日常操作", work.filter { !$0.isDestructive })
            + faces("Undoes work · 撤除操作", work.filter(\.isDestructive))
            + faces("Typing · 输入号码", TypingKey.all.map(Command.key))
            + faces(
                "Shift · 班次",
                [.morning, .pause, .report, .time, .stock, .training] + (1...Command.languages).map(Command.language))
            + faces("Persons · 人员关联", [.link] + (1...Command.proxies).map(Command.proxy))
            + faces("Door to door · 入户", visits)
            + faces("Marks · 标记异常", (1...Command.marks).map(Command.mark))
            + faces("Labels and boxes · 标签与转运箱", boxes)
            + faces("Reasons · 更正原因", (1...Command.reasons).map(Command.reason))
            + faces("Categories and modes · 类别与模式", choices + [.round]) + faces("Counts · 清点", counts)
            + faces("Badges · 工作证", badges)
            + faces("Desks · 台号", placesScannersByCard ? settings.lanes.map { .lane($0.number) } : [])
    }

    fileprivate func timeFace(_ digits: String) -> [CardSheet.Face] { faces("Time · 校时", [.setTime(digits)]) }

    private func faces(_ title: String, _ commands: [Command]) -> [CardSheet.Face] {
        let cards = CommandCards(check: cardCheck(siteKey: cardKey))
        let names = Names(person: { _ in "" }, time: { _ in "" }, settings: settings)
        let languages = [Wording(language: .english, names: names), Wording(language: .chinese, names: names)]
        return stride(from: 0, to: commands.count, by: CardSheet.cardsOnAFace).map { start in
            let face = commands[start..<min(start + CardSheet.cardsOnAFace, commands.count)]
            return CardSheet.Face(
                title: title,
                cards: face.map { command in
                    CardSheet.Card(
                        payload: cards.payload(of: command), names: languages.map { $0.name(of: command) },
                        uses: languages.map { $0.use(of: command) }, isDestructive: command.isDestructive)
                })
        }
    }
}
