import Codes
import Controller
import Devices
import FakeDevices
import Foundation
import Glibc
import Journal
import Station
import Testing

@testable import Scenarios

/// The sheet that `scanstation cards` prints, read by a scanner that is none of ours.
@Suite(.serialized) struct CardsTests {
    private struct Sheet {
        let folder: Scratch
        let configuration: ScenarioConfiguration
        let cards: CommandCards

        init(bagLimit: Int = 20) throws {
            folder = try Scratch()
            var configuration = ScenarioConfiguration(folder: folder.path)
            configuration.bagLimit = bagLimit
            configuration.badges = BadgeRules()
            try configuration.write()
            self.configuration = configuration
            cards = CommandCards(check: cardCheck(siteKey: configuration.cardKey))
        }

        func print(_ options: [String] = []) throws -> Programs.Ended {
            try Programs.run(
                "scanstation", ["cards", "--config", configuration.file, "--output", folder.path] + options)
        }

        /// The cards this site's sheet must have, by their payloads.
        static let onTheBack: [Command] = [
            .release, .notSampled, .void, .transfer, .reopen, .recategorise, .fix,
        ]

        func expected() throws -> Set<String> {
            let settings = try configuration.loaded().settings
            let choices =
                settings.categories.indices.map { Command.category($0 + 1) }
                + settings.modes.indices.map { Command.mode($0 + 1) }
            let others: [Command] =
                [.morning, .pause, .report, .time, .stock, .training, .round, .short, .undo, .confirm, .cancel, .ask]
                + Self.onTheBack + (1...2).map(Command.language)
                + (1...9).map(Command.reason)
                + (1...Command.marks).map(Command.mark) + [.handwritten, .reprint, .handover]
                + [.enrol, .lock] + (1...6).map(Command.role) + [.link] + (1...9).map(Command.proxy)
            return Set(
                (choices + others + TypingKey.all.map(Command.key) + (0...settings.bagLimit).map(Command.count)).map {
                    cards.payload(of: $0)
                })
        }
    }

    private static let dotsPerInch = 200.0

    @Test func `Every symbol of the printed sheet is read by zbar, at most eight to a face and 40 mm apart`() throws {
        let sheet = try Sheet()
        #expect(try sheet.print().code == 0)
        let folder = sheet.folder.path
        try Programs.tool("pdftoppm", ["-r", "\(Self.dotsPerInch)", "-gray", folder + "/cards.pdf", folder + "/pdf"])
        let images = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasPrefix("pdf-") }.sorted()
        var read: Set<String> = []
        for image in images {
            let texts = try Self.symbols(in: folder + "/" + image)
            #expect((1...8).contains(texts.count), "\(image): \(texts.count) symbols")
            #expect(read.isDisjoint(with: texts))
            read.formUnion(texts)
            let page = try #require(try PrintedPage(pgm: folder + "/" + image, dotsPerInch: Self.dotsPerInch))
            let boxes = page.symbols
            #expect(boxes.count == texts.count)
            for (index, one) in boxes.enumerated() {
                for other in boxes[..<index] { #expect(one.distance(to: other) >= 40) }
            }
        }
        #expect(read == (try sheet.expected()))
        let back = try Self.symbols(in: folder + "/" + images[1])
        #expect(Set(back) == Set(Sheet.onTheBack.map { sheet.cards.payload(of: $0) }))
    }

    @Test func `The pages as SVG hold the same symbols, and a shorter sheet leaves none of the longer one behind`()
        throws
    {
        let sheet = try Sheet(bagLimit: 30)
        #expect(try sheet.print().code == 0)
        let folder = sheet.folder.path
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".svg") }
        var read: Set<String> = []
        for page in pages {
            let image = folder + "/svg.png"
            try Programs.tool(
                "rsvg-convert", ["--dpi-x", "200", "--dpi-y", "200", "--output", image, folder + "/" + page])
            read.formUnion(try Self.symbols(in: image))
        }
        #expect(read == (try sheet.expected()))
        var shorter = sheet.configuration
        shorter.bagLimit = 3
        try shorter.write()
        #expect(try sheet.print().code == 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".svg") }
        #expect(left.count < pages.count)
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/cards.pdf")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `The README installs every library that the station is linked with`() throws {
        let station = try Programs.path("scanstation")
        let needed = try Programs.tool("readelf", ["-d", station]).output.split(separator: "\n")
            .filter { $0.contains("(NEEDED)") }.compactMap { $0.split(separator: "[").last?.dropLast() }
        let readme = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../README.md").standardizedFileURL
        let install =
            try String(contentsOf: readme, encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("sudo apt-get install") } ?? ""
        let packages = install.split(separator: " ").map { $0.replacing("-", with: "").replacing(".", with: "") }
        // Part of every Debian, or of Swift, which is linked statically where it is installed.
        let always = [
            "libc.", "libm.", "libgcc_s.", "libstdc++.", "libswift", "lib_Foundation", "libFoundation",
            "libdispatch", "libBlocksRuntime", "ld-linux",
        ]
        let ours = needed.filter { library in !always.contains { library.hasPrefix($0) } }
        #expect(ours.count >= 6, "\(needed)")
        for library in ours {
            // libsqlite3.so.0 is in libsqlite3-0, libzint.so.2.11 in libzint2.11.
            let name = library.replacing(".so", with: "").replacing("-", with: "").replacing(".", with: "")
            #expect(packages.contains(name), "\(library) is in no package of: \(install)")
        }
    }

    @Test func `A typeface that cannot serve is named, and nothing is written`() throws {
        let sheet = try Sheet()
        for (font, words) in [("/dev/null", "/dev/null: cannot be read as a typeface")] {
            let ended = try sheet.print(["--font", font])
            #expect(ended.code == 1)
            #expect(ended.complaint.contains(words), "\(ended.complaint)")
        }
        #expect(!FileManager.default.fileExists(atPath: sheet.folder.path + "/cards.pdf"))
    }

    @Test(arguments: KeyboardLayout.allCases, KeyboardLayout.allCases)
    func `Every card typed as keys arrives as the same command`(scanner: KeyboardLayout, host: KeyboardLayout) throws {
        let sheet = try Sheet()
        let book = try sheet.configuration.loaded().codeBook(cards: sheet.cards)
        for command in Command.onCards {
            let strokes = try #require(scanner.strokes(typing: sheet.cards.payload(of: command)))
            for swapsCase in [false, true] {
                let typed = host.text(of: strokes, swapsCase: swapsCase)
                #expect(book.classify(text: typed) == .command(command), "\(typed)")
            }
        }
        // The model does move keys: these letters and digits are the ones the cards avoid.
        for (text, moved) in [
            ("AMQWZ2", [scanner, host].contains(.french)), ("YZ", [scanner, host].contains(.german)),
        ]
        where scanner != host && moved {
            let strokes = try #require(scanner.strokes(typing: text))
            #expect(host.text(of: strokes) != text)
        }
    }

    @Test func `A card made with another site's key is refused`() throws {
        let sheet = try Sheet()
        let book = try sheet.configuration.loaded().codeBook(cards: sheet.cards)
        let forged = CommandCards(check: cardCheck(siteKey: sheet.configuration.cardKey + "?"))
        for command in Command.onCards {
            #expect(book.classify(text: forged.payload(of: command)) == .unreadable(.checkDigit(.command)))
        }
    }

    /// What `zbarimg` reads in a picture.
    private static func symbols(in image: String) throws -> Set<String> {
        let ended = try Programs.tool(
            "zbarimg", ["-q", "--nodbus", "--raw", "-Sdisable", "-Scode128.enable", image])
        return Set(ended.output.split(separator: "\n").map(String.init))
    }
}

extension ScenarioConfiguration {
    fileprivate func loaded() throws -> Configuration { try Configuration.load(text: text, file: file) }
}

extension CodeBook {
    fileprivate func classify(text: String) -> Code { classify(Scan(payload: Array(text.utf8))) }
}
