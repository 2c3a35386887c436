import Documents
import Foundation
import Journal
import Labels
import Messages
import Paper
import Spreadsheet
import Swarm
import Symbols

/// What labels and exports cost, and how well labels are read that a worn head has printed.
struct BenchLabels {
    private let typeface: Typeface
    private let samples: [LabelSamples.Sample]
    private static let dots = 8

    init(labels: Int) throws {
        typeface = try scansim.typeface(nil)
        var source = LabelSamples(seed: 1)
        var samples: [LabelSamples.Sample] = []
        while samples.count < labels { samples += source.next() }
        self.samples = samples
    }

    /// Microseconds from a label as a value to the bytes of its printer, Chinese drawn: the mean of all languages.
    func bytes() -> Double {
        let draw = glyphs(of: typeface)
        let begun = benchNow()
        for sample in samples {
            for language in PrinterLanguage.allCases {
                _ = sample.label.bytes(for: language, dotsPerMillimetre: Self.dots, glyphs: draw)
            }
        }
        return Double(benchNow() - begun) / 1_000 / Double(samples.count * PrinterLanguage.allCases.count)
    }

    /// Milliseconds from the bytes of a ZPL job to a PNG file of it.
    func picture() throws -> Double {
        let draw = glyphs(of: typeface)
        let jobs = samples.map { $0.label.bytes(for: .zpl, dotsPerMillimetre: Self.dots, glyphs: draw) }
        let begun = benchNow()
        for job in jobs {
            let printed = LabelPaper.print(job, language: .zpl, dotsPerMillimetre: Self.dots, typeface: typeface)
            _ = try Documents.png(printed.raster)
        }
        return Double(benchNow() - begun) / 1_000_000 / Double(jobs.count)
    }

    /// The share of symbols that others' programs read from heads with so many dead dots.
    static func readable(deadDots: Int, bags: Int) throws -> Double {
        let count = try LabelLoop(seed: 1, deadDots: deadDots).run(bags: bags, allMatrices: false)
        return Double(count.read) / Double(max(1, count.symbols))
    }

    /// Milliseconds of an export, as CSV, workbook and FHIR.
    static func exports(people: Int) throws -> (csv: Double, xlsx: Double, fhir: Double) {
        let day = try ExportDay(people: people)
        func time(_ body: () throws -> Void) rethrows -> Double {
            let begun = benchNow()
            try body()
            return Double(benchNow() - begun) / 1_000_000
        }
        let folder = NSTemporaryDirectory()
        let file = folder + "scansim-export-\(ProcessInfo.processInfo.processIdentifier).xlsx"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let csv = try time { _ = try Export.table(path: day.path).csv }
        let xlsx = try time {
            let table = try Export.table(path: day.path)
            try Workbook.write(
                header: table.header, table.lines, sheet: "record", made: table.made, to: file, temporary: folder)
        }
        let fhir = try time { _ = try FHIRBundle(Export.lines(path: day.path).lines).data() }
        return (csv, xlsx, fhir)
    }
}
