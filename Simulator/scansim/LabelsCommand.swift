import ArgumentParser
import Documents
import Foundation
import Labels
import Paper
import Symbols
import Synchronization

/// The label loop: what is printed is what a reader finds.
struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels",
        abstract:
            "Print every label of seeded bags in every printer's language, and read each with programs of others.",
        discussion: """
            For each bag: its label, its box's label and manifest, a short and a void mark, on one of three stocks. Code 128, \
            GS1-128 and QR are read by zbarimg, Data Matrix by dmtxread (one bag in ten, or --all-matrices), and compared \
            with what was asked for, on as many processors as there are. Of 24 dots to the millimetre readers get half as \
            many, but for one bag in ten. The last line says how many were read; ends with 1 where one was not, or where a \
            command was not understood, unless dots are dead.
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
    struct Count: Sendable {
        var labels = 0
        var symbols = 0
        var read = 0
        var failures: [String] = []

        static func += (left: inout Count, right: Count) {
            left.labels += right.labels
            left.symbols += right.symbols
            left.read += right.read
            left.failures += right.failures
        }
    }

    var seed: UInt64
    var deadDots = 0

    private struct Job {
        var name: String
        var sample: LabelSamples.Sample
        var picture: Photograph
    }

    /// What the workers have done so far.
    private struct Progress {
        var next = 0
        var counts: [Int: Count] = [:]
        var error: (any Error)?
    }

    /// One worker for each processor, each with a typeface and readers of its own; the same labels and the same count,
    /// however many they are.
    func run(bags: Int, allMatrices: Bool, keep: String? = nil) throws -> Count {
        let folder = NSTemporaryDirectory() + "scansim-labels-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var source = LabelSamples(seed: seed)
        let samples = (0..<bags).map { _ in source.next() }
        let progress = Mutex(Progress())
        DispatchQueue.concurrentPerform(iterations: min(bags, ProcessInfo.processInfo.activeProcessorCount)) { worker in
            do {
                let desk = try Desk(folder: "\(folder)/\(worker)")
                while let bag = next(progress, of: bags) {
                    let count = try count(
                        bag, samples[bag], desk, withMatrices: allMatrices || Self.isTenth(bag),
                        keep: bag == 0 ? keep : nil)
                    progress.withLock { $0.counts[bag] = count }
                }
            } catch {
                progress.withLock { $0.error = $0.error ?? error }
            }
        }
        return try progress.withLock { progress in
            if let error = progress.error { throw error }
            return (0..<bags).reduce(into: Count()) { $0 += progress.counts[$1] ?? Count() }
        }
    }

    /// Of one bag in ten all is read, and with every dot.
    private static func isTenth(_ bag: Int) -> Bool { bag % 10 == 0 }

    /// Nil once there is none, or a worker has failed.
    private func next(_ progress: borrowing Mutex<Progress>, of bags: Int) -> Int? {
        progress.withLock { progress in
            guard progress.error == nil, progress.next < bags else { return nil }
            progress.next += 1
            return progress.next - 1
        }
    }

    /// What a worker prints and reads with.
    private struct Desk {
        let typeface: Typeface
        let draw: Glyphs
        let readers: SymbolReaders

        init(folder: String) throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            typeface = try scansim.typeface(nil)
            draw = glyphs(of: typeface)
            readers = SymbolReaders(folder: folder)
        }
    }

    private func count(
        _ bag: Int, _ samples: [LabelSamples.Sample], _ desk: Desk, withMatrices: Bool, keep: String?
    ) throws -> Count {
        var count = Count()
        var jobs: [Job] = []
        for (index, sample) in samples.enumerated() {
            for language in PrinterLanguage.allCases {
                let dots = [8, 12, 24][(bag + index) % 3]
                let bytes = sample.label.bytes(for: language, dotsPerMillimetre: dots, glyphs: desk.draw)
                guard let kind = LabelPaper.Language(rawValue: language.rawValue) else { continue }
                let stock = sample.label.stock
                let printed = LabelPaper.print(
                    bytes, language: kind, dotsPerMillimetre: dots, size: (stock.width, stock.height),
                    typeface: desk.typeface)
                for command in printed.unread { count.failures.append("\(language): not understood: \(command)") }
                jobs.append(
                    Job(
                        name: "bag-\(bag)-\(index)-\(language)", sample: sample,
                        picture: Photograph(
                            label: spoiled(printed.raster, bag * 31 + index), isHalved: dots > 12 && !Self.isTenth(bag))
                    ))
            }
        }
        if let keep { try self.keep(jobs, keep) }
        try read(jobs, desk.readers, withMatrices: withMatrices, &count)
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
            try Data(try Documents.png(job.picture.label)).write(to: URL(fileURLWithPath: "\(folder)/\(job.name).png"))
        }
    }

    private func read(_ jobs: [Job], _ readers: SymbolReaders, withMatrices: Bool, _ count: inout Count) throws {
        count.labels += jobs.count
        let linear = jobs.filter { $0.sample.bars != nil || $0.sample.gs1 != nil || $0.sample.qr != nil }
        for (job, found) in zip(linear, try readers.zbar(linear.map(\.picture))) {
            note(job, "Code 128", job.sample.bars, found["CODE-128"], &count)
            note(job, "GS1-128", job.sample.gs1, found["GS1-128"], &count)
            note(job, "QR", job.sample.qr, found["QR-Code"], &count)
        }
        let marked = jobs.filter { $0.sample.dataMatrix != nil }
        guard withMatrices, let wanted = marked.first?.sample.dataMatrix else { return }
        for (job, found) in zip(marked, try readers.dataMatrix(marked.map(\.picture), of: wanted)) {
            note(job, "Data Matrix", job.sample.dataMatrix, found, &count)
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
