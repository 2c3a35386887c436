import Devices
import Glibc

/// What a station costs besides a scan: to start, to start again, to be idle, to notice its devices, to remember a day.
struct BenchLife {
    private static let repeats = 5
    private static let devices = 4

    let world: BenchWorld

    /// From the start of the process to the verdict of the first scan, which the scanner sends as soon as it is opened; on
    /// a fresh journal. Median of several, milliseconds.
    func start() throws -> Double {
        try median { _ in
            let scanner = BenchScanner(number: 1)
            try scanner.plug(into: world.testbed)
            defer { scanner.unplug() }
            var scans = BenchScans()
            let station = try world.station(in: try world.folder(), scanner: scanner)
            defer { station.end() }
            try scanner.opened()
            try scanner.send(scans.next())
            return try scanner.verdict() - station.begun
        }
    }

    /// The same on a journal that a killed station left: its last verdict is repeated first and does not count.
    func restart(on journal: BenchJournal) throws -> Double {
        let folder = try world.folder()
        try journal.copy(to: folder)
        let scanner = BenchScanner(number: BenchJournal.scannerNumber)
        var scans = BenchScans(after: journal.scans)
        try scanner.plug(into: world.testbed)
        defer { scanner.unplug() }
        return try median { _ in
            let killed = try world.station(in: folder, scanner: scanner)
            try scanner.opened()
            try scanner.verdict()
            for _ in 0..<100 { _ = try scanner.scan(scans.next()) }
            killed.end(signal: SIGKILL)
            scanner.forget()
            let station = try world.station(in: folder, scanner: scanner)
            defer {
                station.end(signal: SIGKILL)
                scanner.forget()
            }
            try scanner.opened()
            try scanner.send(scans.next())
            try scanner.verdict()
            return try scanner.verdict() - station.begun
        }
    }

    /// Resident memory after a day of so many scans, MiB.
    func resident(afterScans count: Int) throws -> Double {
        let (scanner, station) = try running()
        defer { end(station, [scanner]) }
        var scans = BenchScans()
        for _ in 0..<count { _ = try scanner.scan(scans.next()) }
        return Double(station.residentKibibytes) / 1024
    }

    /// CPU time with all devices attached and nothing to do, percent of a core.
    func idle(for period: Duration) throws -> Double {
        let scanners = (1...Self.devices).map { BenchScanner(number: $0) }
        for scanner in scanners { try scanner.plug(into: world.testbed) }
        let station = try world.station(in: try world.folder(), serials: scanners.map(\.serial))
        defer { end(station, scanners) }
        for scanner in scanners { try scanner.opened() }
        var scans = BenchScans()
        for _ in 0..<20 { _ = try scanners[0].scan(scans.next()) }
        benchPause(.seconds(1))
        let (time, cpu) = (benchNow(), station.cpuNanoseconds)
        benchPause(period)
        return Double(station.cpuNanoseconds - cpu) / Double(benchNow() - time) * 100
    }

    /// From the plug being pulled to the loss in the station's log, and from it being put back to the verdict of a scan
    /// that the scanner sends as soon as it is opened. Medians, milliseconds.
    func replug() throws -> (noticed: Double, ready: Double) {
        let (scanner, station) = try running()
        defer { end(station, [scanner]) }
        var scans = BenchScans()
        _ = try scanner.scan(scans.next())
        var noticed: [Int64] = []
        let ready = try median { _ in
            benchPause(.seconds(1))
            let pulled = benchNow()
            scanner.unplug()
            noticed.append(try station.line(with: "scanner lost") - pulled)
            benchPause(.milliseconds(200))
            let plugged = benchNow()
            try scanner.plug(into: world.testbed)
            try scanner.opened()
            return try scanner.timedScan(scans.next()) - plugged
        }
        return (Double(noticed.sorted()[noticed.count / 2]) / 1_000_000, ready)
    }

    private func running() throws -> (BenchScanner, BenchProcess) {
        let scanner = BenchScanner(number: 1)
        try scanner.plug(into: world.testbed)
        let station = try world.station(in: try world.folder(), scanner: scanner)
        try scanner.opened()
        return (scanner, station)
    }

    private func end(_ station: BenchProcess, _ scanners: [BenchScanner]) {
        station.end()
        for scanner in scanners { scanner.unplug() }
    }

    private func median(_ measure: (Int) throws -> Int64) throws -> Double {
        let all = try (0..<Self.repeats).map(measure).sorted()
        benchNote("of \(all.map { $0 / 1000 }) us")
        return Double(all[all.count / 2]) / 1_000_000
    }
}
