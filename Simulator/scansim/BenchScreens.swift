import Foundation
import Glibc
import Histogram

/// What the screen costs: from the verdict on the wire to its pixels, and what listening browsers cost a verdict.
struct BenchScreens {
    private static let listeners = 20

    let world: BenchWorld

    /// From the verdict's last byte at the scanner to the frame that shows it, milliseconds, in Chromium without a window, with 20
    /// more connections that listen, one of which takes nothing.
    func pixels(scans count: Int) throws -> (median: Double, high: Double) {
        let port = try freePort()
        let (scanner, station) = try station(1, port: port)
        let listeners = try BenchListeners(port: port, count: Self.listeners, stalled: 1)
        let browser = try BenchBrowser(folder: try world.folder())
        defer {
            browser.end()
            listeners.end()
            station.end()
            scanner.unplug()
        }
        try browser.open("http://127.0.0.1:\(port)/")
        try waitForStation(browser)
        _ = try browser.evaluate(Self.stopwatch)
        var scans = BenchScans()
        var heard: [Double] = []
        for _ in 0..<count {
            benchPause(.milliseconds(120))
            heard.append(wallMilliseconds(of: try scanner.timedScan(scans.next())))
        }
        benchPause(.seconds(1))
        let text = try browser.evaluate("JSON.stringify(stopwatch)") as? String ?? "{}"
        let shown = try JSONDecoder().decode([String: Double].self, from: Data(text.utf8))
        let times = shown.compactMap { number, at in Int(number).map { (number: $0, at: at) } }
            .sorted { $0.number < $1.number }.suffix(count)
        guard times.count == count else { throw BenchError("the page showed \(times.count) of \(count) verdicts") }
        let waits = zip(heard, times).map { $1.at - $0 }.sorted()
        return (waits[waits.count / 2], waits[min(waits.count - 1, waits.count * 99 / 100)])
    }

    /// A verdict with the screen over one without, in blocks by turns: median and 99 of 100.
    ///
    /// - Parameter attacked: whether somebody sends it noise; else 20 connections listen, one of which takes nothing.
    func cost(scans count: Int, attacked: Bool = false) throws -> (median: Double, high: Double) {
        let port = try freePort()
        let (alone, first) = try station(1, port: nil)
        let (shown, second) = try station(2, port: port)
        let listeners = attacked ? nil : try BenchListeners(port: port, count: Self.listeners, stalled: 1)
        let attack = attacked ? try BenchAttack(port: port) : nil
        defer {
            listeners?.end()
            attack?.end()
            for process in [first, second] { process.end() }
            for scanner in [alone, shown] { scanner.unplug() }
        }
        var places = [(alone, BenchScans(), Histogram<UInt64>(numberOfSignificantValueDigits: .three))]
        places.append((shown, BenchScans(), Histogram<UInt64>(numberOfSignificantValueDigits: .three)))
        let block = 100
        for turn in 0..<max(2, count / block + 1) {
            for step in 0..<2 {
                let place = (turn + step) % 2
                for _ in 0..<block {
                    // As no hand scans without a pause: the screen is told behind the verdict.
                    benchPause(.milliseconds(5))
                    let latency = try places[place].0.scan(places[place].1.next())
                    if turn > 0 { places[place].2.record(UInt64(max(latency, 1))) }
                }
            }
        }
        func ratio(_ percent: Double) -> Double {
            Double(places[1].2.valueAtPercentile(percent)) / Double(places[0].2.valueAtPercentile(percent))
        }
        return (ratio(50), ratio(99))
    }

    /// Resident memory after so many scans with a screen that 20 connections look at, MiB.
    func resident(afterScans count: Int) throws -> Double {
        let port = try freePort()
        let (scanner, station) = try station(1, port: port)
        let listeners = try BenchListeners(port: port, count: Self.listeners, stalled: 1)
        defer {
            listeners.end()
            station.end()
            scanner.unplug()
        }
        var scans = BenchScans()
        for _ in 0..<count { _ = try scanner.scan(scans.next()) }
        return Double(station.residentKibibytes) / 1024
    }

    /// What the operator's page loads, KiB.
    func weight() throws -> Double {
        let port = try freePort()
        let (scanner, station) = try station(1, port: port)
        defer {
            station.end()
            scanner.unplug()
        }
        var bytes = 0
        for path in ["/", "/kiosk.css", "/pictures.js", "/kiosk.js", "/operator.js", "/icon.svg"] {
            bytes += try fetched(path, port: port).count
        }
        return Double(bytes) / 1024
    }

    // MARK: Parts

    private func station(_ number: Int, port: Int?) throws -> (BenchScanner, BenchProcess) {
        let scanner = BenchScanner(number: number)
        try scanner.plug(into: world.testbed)
        let process = try world.station(in: try world.folder(), serials: [scanner.serial], screen: port)
        try scanner.opened()
        return (scanner, process)
    }

    private func waitForStation(_ browser: BenchBrowser) throws {
        for _ in 0..<300 {
            if try browser.evaluate("document.body && document.body.dataset.link") as? String == "ok" { return }
            benchPause(.milliseconds(100))
        }
        throw BenchError("the page does not find the station")
    }

    /// Notes when the frame is out that has a verdict in it.
    private static let stopwatch = """
        window.stopwatch = {};
        new MutationObserver(() => {
            const number = document.getElementById('verdict').dataset.verdictN;
            if (!number || stopwatch[number]) return;
            stopwatch[number] = 1;
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => { stopwatch[number] = performance.timeOrigin + performance.now(); };
                channel.port2.postMessage(0);
            });
        }).observe(document.getElementById('verdict'), {attributes: true});
        """

    private func wallMilliseconds(of monotonic: Int64) -> Double {
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        let now = Double(wall.tv_sec) * 1000 + Double(wall.tv_nsec) / 1_000_000
        return now - Double(benchNow() - monotonic) / 1_000_000
    }
}
