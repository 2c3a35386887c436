import ArgumentParser
import Documents
import Foundation
import Paper
import Symbols

/// What a printer would make of a job.
struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a label printer's job as a picture.",
        discussion: """
            Reads the bytes that would go to the printer, and writes what would come out of it, dot for dot. Commands that \
            are not understood are named on standard error. Faults: dead dots of the head, a label that begins too low, faint \
            print, paper that ended.
            """)

    @Option(help: "zpl, tspl, cpcl or escpos.")
    var language: LabelPaper.Language

    @Argument(help: "The job; - reads standard input.")
    var file: String

    @Option(help: "The PNG file to write.")
    var png: String

    @Option(help: "Dots to the millimetre, 8, 12 or 24.")
    var dots = 8

    @Option(help: "Width and height of the paper in millimetres, where the job does not say: 60x40.")
    var paper = "60x40"

    @Option(help: "Dots of the head that print nothing, from the left: 17,96.")
    var deadDots: String?

    @Option(help: "So many dots too low.")
    var slip: Int?

    @Option(help: "So many of a thousand dots are not printed.")
    var faint: Int?

    @Option(help: "The paper ends so many dots from the top.")
    var cut: Int?

    @Option(help: "A typeface file.")
    var font: String?

    func validate() throws {
        if ![8, 12, 24].contains(dots) { throw ValidationError("printers have 8, 12 or 24 dots to the millimetre") }
        if size == nil { throw ValidationError("write the paper as 60x40, at most 300 by 300") }
    }

    private var size: (width: Double, height: Double)? {
        let sides = paper.split(separator: "x").compactMap { Double($0) }
        guard sides.count == 2, sides.allSatisfy({ (5...300).contains($0) }) else { return nil }
        return (sides[0], sides[1])
    }

    private var faults: [PaperFault] {
        var faults: [PaperFault] = []
        if let deadDots { faults.append(.deadDots(deadDots.split(separator: ",").compactMap { Int($0) })) }
        if let slip { faults.append(.slipped(slip)) }
        if let faint { faults.append(.faint(faint, seed: 1)) }
        if let cut { faults.append(.cut(cut)) }
        return faults
    }

    func run() throws {
        let job: Data
        do {
            job =
                file == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            complain("\(file): \(error.localizedDescription)")
            throw ExitCode(1)
        }
        do {
            let printed = LabelPaper.print(
                Array(job), language: language, dotsPerMillimetre: dots, size: size ?? (60, 40),
                typeface: try typeface(font))
            for command in printed.unread { complain("not understood: \(command)") }
            let raster = faults.reduce(printed.raster) { $1.spoil($0) }
            try Data(try Documents.png(raster)).write(to: URL(fileURLWithPath: png))
            print("\(png): \(raster.width) by \(raster.height) dots")
        } catch let error as SymbolError {
            complain("\(error)")
            throw ExitCode(1)
        } catch let error as DrawingError {
            complain("\(error)")
            throw ExitCode(1)
        }
    }
}

extension LabelPaper.Language: ExpressibleByArgument {}

/// The named typeface, or one of Debian's with Chinese glyphs.
func typeface(_ font: String?) throws(SymbolError) -> Typeface {
    try Typeface(file: font ?? "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
}
