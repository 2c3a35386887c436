import Devices
import Histogram

/// From a scan's last byte to its durable verdict: floor, station, and station with a big journal, in blocks by turns.
struct BenchLatency {
    /// A program with its scanner and the scans it takes.
    private struct Contender {
        let scanner: BenchScanner
        let process: BenchProcess
        var scans: BenchScans
        var latencies = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

        /// Takes a block of scans; with `pause` between them, as no hand scans without one.
        mutating func work(_ count: Int, pause: Duration, recording: Bool = true) throws {
            for _ in 0..<count {
                let latency = try scanner.scan(scans.next())
                if recording { latencies.record(UInt64(max(latency, 1))) }
                if pause > .zero { benchPause(pause) }
            }
        }

        func percentile(_ percent: Double) -> Double { Double(latencies.valueAtPercentile(percent)) / 1000 }
    }

    let scans: Int
    let block: Int
    let pause: Duration
    /// Bytes the floor writes for a scan.
    let rowBytes: Int

    /// - Parameter journal: the big one; nil when growth is not asked for.
    /// - Returns: figures by name.
    func measure(in world: BenchWorld, journal: BenchJournal?, growth: String) throws -> [(String, Double)] {
        var contenders = [try floor(in: world), try station(in: world, number: 1, journal: nil)]
        if let journal { contenders.append(try station(in: world, number: 2, journal: journal)) }
        defer {
            for contender in contenders {
                contender.process.end()
                contender.scanner.unplug()
            }
        }
        for index in contenders.indices { try contenders[index].work(block, pause: pause, recording: false) }
        for turn in 0..<max(1, scans / block) {
            for place in contenders.indices {
                try contenders[(turn + place) % contenders.count].work(block, pause: pause)
            }
        }
        let (low, fresh) = (contenders[0], contenders[1])
        var figures = [
            ("floor_p50_us", low.percentile(50)), ("floor_p99_us", low.percentile(99)),
            ("verdict_p50_us", fresh.percentile(50)), ("verdict_p99_us", fresh.percentile(99)),
            ("verdict_over_floor_p50", fresh.percentile(50) / low.percentile(50)),
        ]
        if contenders.count > 2 {
            benchNote(
                "with the big journal: p50 \(contenders[2].percentile(50)), p99 \(contenders[2].percentile(99)) us")
            figures.append((growth, contenders[2].percentile(50) / fresh.percentile(50)))
        }
        return figures
    }

    private func floor(in world: BenchWorld) throws -> Contender {
        let scanner = BenchScanner(number: 0)
        try scanner.plug(into: world.testbed)
        let process = try world.floor(at: scanner, rowBytes: rowBytes)
        try scanner.opened()
        return Contender(scanner: scanner, process: process, scans: BenchScans())
    }

    private func station(in world: BenchWorld, number: Int, journal: BenchJournal?) throws -> Contender {
        let folder = try world.folder()
        try journal?.copy(to: folder)
        let scanner = BenchScanner(number: journal == nil ? number : BenchJournal.scannerNumber)
        try scanner.plug(into: world.testbed)
        let process = try world.station(in: folder, scanner: scanner)
        try scanner.opened()
        if journal != nil { try scanner.verdict() }
        return Contender(scanner: scanner, process: process, scans: BenchScans(after: journal?.scans ?? 0))
    }
}
