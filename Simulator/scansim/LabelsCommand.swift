import ArgumentParser
import Documents
import Foundation
import Labels
import Paper
import Symbols

/// The label loop: what is printed is what a reader finds.
struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels",
        abstract:
            "Print every label of seeded bags in every printer's language, and read each with programs of others.",
        discussion: """
            For each bag: its label, its box's label and manifest, a short and a void mark, on one of three stocks. Code 128 \
            and QR are read by zbarimg, Data Matrix by dmtxread (one bag in ten, or --all-matrices), and compared with what \
            was asked for. The last line says how many were read; ends with 1 where one was not, or where a command was not \
            understood, unless dots are dead.
            """)

    @Option(help: "Bags.")
    var bags = 100

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    @Flag(help: "Read the Data Matrix marks of every bag.")
    var allMatrices = false

    @Option(help: "So many dead dots in every head.")
    var deadDots = 0

    @Option(help: "Keep the labels of the first bag as pictures in this folder.")
    var keep: String?

    func validate() throws {
        if bags < 1 { throw ValidationError("--bags takes a number from 1") }
    }

    func run() throws {
        do {
            let count = try LabelLoop(seed: seed, deadDots: deadDots).run(
                bags: bags, allMatrices: allMatrices, keep: keep)
            for line in count.failures.prefix(20) { complain(line) }
            print("\(count.labels) labels, \(count.read) of \(count.symbols) symbols read as they were asked for")
            if deadDots == 0, !count.failures.isEmpty { throw ExitCode(1) }
        } catch let error as SymbolError {
            complain("\(error)")
            throw ExitCode(1)
        } catch let error as SymbolReaders.Missing {
            complain("\(error)")
            throw ExitCode(1)
        }
    }
}

struct LabelLoop {
    struct Count {
        var labels = 0
        var symbols = 0
        var read = 0
        var failures: [String] = []
    }

    var seed: UInt64
    var deadDots = 0

    private struct Job {
        var name: String
        var sample: LabelSamples.Sample
        var raster: Raster
    }

    func run(bags: Int, allMatrices: Bool, keep: String? = nil) throws -> Count {
        let typeface = try scansim.typeface(nil)
        let draw = glyphs(of: typeface)
        let folder = NSTemporaryDirectory() + "scansim-labels-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let readers = SymbolReaders(folder: folder)
        var samples = LabelSamples(seed: seed)
        var count = Count()
        for bag in 0..<bags {
            var jobs: [Job] = []
            for (index, sample) in samples.next().enumerated() {
                for language in PrinterLanguage.allCases {
                    let dots = [8, 12, 24][(bag + index) % 3]
                    let bytes = sample.label.bytes(for: language, dotsPerMillimetre: dots, glyphs: draw)
                    guard let kind = LabelPaper.Language(rawValue: language.rawValue) else { continue }
                    let stock = sample.label.stock
                    let printed = LabelPaper.print(
                        bytes, language: kind, dotsPerMillimetre: dots, size: (stock.width, stock.height),
                        typeface: typeface)
                    for command in printed.unread { count.failures.append("\(language): not understood: \(command)") }
                    jobs.append(
                        Job(
                            name: "bag-\(bag)-\(index)-\(language)", sample: sample,
                            raster: spoiled(printed.raster, bag * 31 + index)))
                }
            }
            if bag == 0, let keep { try self.keep(jobs, keep) }
            try read(jobs, readers, withMatrices: allMatrices || bag % 10 == 0, &count)
        }
        return count
    }

    private func spoiled(_ raster: Raster, _ number: Int) -> Raster {
        guard deadDots > 0 else { return raster }
        var random = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ seed
        let dots = (0..<deadDots).map { _ -> Int in
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % max(1, raster.width)
        }
        return PaperFault.deadDots(dots).spoil(raster)
    }

    private func keep(_ jobs: [Job], _ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for job in jobs {
            try Data(try Documents.png(job.raster)).write(to: URL(fileURLWithPath: "\(folder)/\(job.name).png"))
        }
    }

    private func read(_ jobs: [Job], _ readers: SymbolReaders, withMatrices: Bool, _ count: inout Count) throws {
        count.labels += jobs.count
        let linear = jobs.filter { $0.sample.bars != nil || $0.sample.gs1 != nil || $0.sample.qr != nil }
        for (job, found) in zip(linear, try readers.zbar(linear.map(\.raster))) {
            note(job, "Code 128", job.sample.bars, found["CODE-128"], &count)
            note(job, "GS1-128", job.sample.gs1, found["GS1-128"], &count)
            note(job, "QR", job.sample.qr, found["QR-Code"], &count)
        }
        guard withMatrices else { return }
        for job in jobs {
            guard let wanted = job.sample.dataMatrix else { continue }
            note(job, "Data Matrix", wanted, try readers.dataMatrix(job.raster), &count)
        }
    }

    private func note(_ job: Job, _ kind: String, _ wanted: String?, _ found: String?, _ count: inout Count) {
        guard let wanted else { return }
        count.symbols += 1
        if wanted == found {
            count.read += 1
        } else {
            count.failures.append(
                "\(job.name): \(kind) is \(found.map { "\"\($0)\"" } ?? "not read"), not \"\(wanted)\"")
        }
    }
}
