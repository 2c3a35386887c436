import ArgumentParser
import Devices
import District
import FakeLinks
import Glibc

/// Measures the shipping station against the bars it has to reach.
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the shipping scanstation in the testbed; one `name: value` a line.",
        discussion: """
            Latencies are taken with scans back to back; those named `paused` with a pause before each scan, which meets \
            a machine that went to sleep in between. Progress goes to standard error. Big journals are kept under \
            ${TMPDIR:-/tmp}/scanstation-bench.
            """)

    @Flag(help: "Fewer scans, and a journal of 50,000 events instead of 1,000,000.")
    var quick = false

    @Option(help: "Only these figures, names separated by commas.")
    var only: String?

    @Option(help: "Scans for each latency.")
    var scans: Int?

    @Option(help: "Milliseconds between two scans of the paused latencies.")
    var pause = 5

    /// Mean bytes of a row of the big journal, all columns together.
    static let rowBytes = 700

    private var events: Int { quick ? 50_000 : 1_000_000 }
    private var growth: String { quick ? "growth_50k_p50" : "growth_p50" }
    private var restart: String { quick ? "restart_50k_ms" : "restart_1m_ms" }
    private var size: String { quick ? "journal_mib_50k" : "journal_mib_1m" }

    func run() throws {
        try Testbed.reexecuteUnderPreloadIfNeeded()
        let world = try BenchWorld()
        benchNote("load before: \(load)")
        try measureMachine()
        try measureSwarm()
        try measureLabels()
        let journal = try journal(in: world)
        try measureLatency(in: world, journal)
        try measureLife(in: world, journal)
        benchNote("load after: \(load)")
    }

    private var load: String { String(decoding: contents(of: "/proc/loadavg"), as: UTF8.self).filter { $0 != "\n" } }

    /// The big journal, when a figure needs it.
    private func journal(in world: BenchWorld) throws -> BenchJournal? {
        guard wants(growth, restart, size) else { return nil }
        let journal = try BenchJournal(events: events, in: world.cache)
        tell(size, journal.mebibytes)
        return journal
    }

    private func measureMachine() throws {
        let (alone, withRecord) = ("machine_scans_per_s", "machine_and_record_scans_per_s")
        guard wants([alone, withRecord]) else { return }
        let rates = try (0..<5).map { _ in try BenchMachine(scans: quick ? 50_000 : 200_000).measure() }
        tell(alone, rates.map(\.scans).sorted()[rates.count / 2])
        tell(withRecord, rates.map(\.scansWithRecord).sorted()[rates.count / 2])
    }

    private func measureSwarm() throws {
        if wants("district_day_s"), !quick {
            let begun = benchNow()
            _ = try DistrictDay(DistrictPlan()).play()
            tell("district_day_s", Double(benchNow() - begun) / 1_000_000_000)
        }
        let (rate, growth) = ("swarm_scans_per_second_per_core", quick ? "swarm_growth_20k" : "swarm_growth_1m")
        let storage = "fault_disk_rows_per_second"
        if wants(storage) { tell(storage, try BenchSwarm.storageRate(scans: quick ? 10_000 : 50_000)) }
        let (floor, ratio) = ("memory_commits_per_s", "swarm_scans_per_memory_commit")
        if wants(rate, floor, ratio) {
            let figures = try BenchSwarm.rates(scans: quick ? 1_000 : 10_000)
            for (name, value) in [(rate, figures.scans), (floor, figures.commits), (ratio, figures.scansToCommit)] {
                tell(name, value)
            }
        }
        if wants(growth) { tell(growth, try BenchSwarm.growth(scans: quick ? 2_000 : 10_000, times: quick ? 10 : 100)) }
    }

    private func measureLabels() throws {
        if wants("label_bytes_us", "label_png_ms") {
            let labels = try BenchLabels(labels: quick ? 50 : 500)
            tell("label_bytes_us", labels.bytes())
            tell("label_png_ms", try labels.picture())
        }
        for dots in [1, 2, 4] where wants("labels_read_with_\(dots)_dead_dots") {
            tell(
                "labels_read_with_\(dots)_dead_dots",
                try BenchLabels.readable(deadDots: dots, bags: quick ? 2 : 40))
        }
        let people = quick ? 1_000 : 10_000
        let names = ["csv", "xlsx", "fhir"].map { "export_\(people)_\($0)_ms" }
        guard wants(names) else { return }
        let exports = try BenchLabels.exports(people: people)
        for (name, value) in zip(names, [exports.csv, exports.xlsx, exports.fhir]) { tell(name, value) }
    }

    private func measureLatency(in world: BenchWorld, _ journal: BenchJournal?) throws {
        let names = ["floor_p50_us", "floor_p99_us", "verdict_p50_us", "verdict_p99_us", "verdict_over_floor_p50"]
        if wants(names + [growth]) {
            let grown = wants(growth) ? journal : nil
            let figures = try latency(pause: .zero).measure(in: world, journal: grown, growth: growth)
            for (name, value) in figures { tell(name, value) }
        }
        guard wants(names.map(paused)) else { return }
        let figures = try latency(pause: .milliseconds(pause)).measure(in: world, journal: nil, growth: growth)
        for (name, value) in figures { tell(paused(name), value) }
    }

    private func latency(pause: Duration) -> BenchLatency {
        let count = scans ?? (quick ? 300 : 2000)
        return BenchLatency(scans: count, block: min(count, quick ? 100 : 200), pause: pause, rowBytes: Self.rowBytes)
    }

    private func paused(_ name: String) -> String { "paused_" + name }

    private func measureLife(in world: BenchWorld, _ journal: BenchJournal?) throws {
        let life = BenchLife(world: world)
        if wants("start_ms") { tell("start_ms", try life.start()) }
        if let journal, wants(restart) { tell(restart, try life.restart(on: journal)) }
        if wants("unplug_noticed_ms", "replug_ready_ms") {
            let (noticed, ready) = try life.replug()
            tell("unplug_noticed_ms", noticed)
            tell("replug_ready_ms", ready)
        }
        if wants("resident_mib") { tell("resident_mib", try life.resident(afterScans: quick ? 1000 : 10_000)) }
        try measureScreens(in: world)
        if wants("idle_cpu_percent") { tell("idle_cpu_percent", try life.idle(for: .seconds(quick ? 10 : 30))) }
    }

    private func measureScreens(in world: BenchWorld) throws {
        let screens = BenchScreens(world: world)
        if wants("page_kib") { tell("page_kib", try screens.weight()) }
        if wants("verdict_with_screens_p50", "verdict_with_screens_p99") {
            let (median, high) = try screens.cost(scans: quick ? 300 : 2000)
            tell("verdict_with_screens_p50", median)
            tell("verdict_with_screens_p99", high)
        }
        if wants("verdict_under_attack_p50", "verdict_under_attack_p99") {
            let (median, high) = try screens.cost(scans: quick ? 300 : 2000, attacked: true)
            tell("verdict_under_attack_p50", median)
            tell("verdict_under_attack_p99", high)
        }
        if wants("verdict_to_pixels_p50_ms", "verdict_to_pixels_p99_ms") {
            let (median, high) = try screens.pixels(scans: quick ? 50 : 500)
            tell("verdict_to_pixels_p50_ms", median)
            tell("verdict_to_pixels_p99_ms", high)
        }
        if wants("resident_with_screens_mib") {
            tell("resident_with_screens_mib", try screens.resident(afterScans: quick ? 1000 : 10_000))
        }
    }

    private func wants(_ names: String...) -> Bool { wants(names) }

    private func wants(_ names: [String]) -> Bool {
        guard let only else { return true }
        let wanted = Set(only.split(separator: ",").map(String.init))
        return names.contains { wanted.contains($0) }
    }

    private func tell(_ name: String, _ value: Double) {
        guard wants(name) else { return }
        benchWrite("\(name): \(rounded(value))\n", to: STDOUT_FILENO)
    }

    /// Three decimals are enough for a small figure, none for a big one.
    private func rounded(_ value: Double) -> String {
        if value >= 1000 { return "\(Int(value.rounded()))" }
        return "\((value * 1000).rounded() / 1000)"
    }
}
