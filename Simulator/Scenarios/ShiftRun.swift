import Devices
package import Journal
import Station

/// Why a shift did not come out as it says.
package enum ShiftFailure: Error, Sendable, CustomStringConvertible {
    /// A step, numbered from 1, came to something else.
    case step(Int, ShiftStep, expected: String, came: String)
    /// Everything was heard as expected, and the rows are not.
    case rows(expected: Int, came: Int)
    case exitCode(Int32, log: String)
    case notSound(String)
    case journal(JournalError)

    package var description: String {
        switch self {
        case .step(let number, let step, let expected, let came):
            "step \(number), \(step): expected \(expected), came \(came)"
        case .rows(let expected, let came): "the journal has \(came) scans, expected \(expected)"
        case .exitCode(let code, let log): "the station ended with \(code); its log: \(log)"
        case .notSound(let text): "scanstation verify: \(text)"
        case .journal(let error): "\(error)"
        }
    }
}

/// A shift through the shipping station over the testbed, held step by step against what it says, and afterwards row by row
/// against the journal.
package struct ShiftRun {
    private let configuration: ScenarioConfiguration
    private let shift: Shift

    package init(_ configuration: ScenarioConfiguration, shift: Shift = .demo) {
        self.configuration = configuration
        self.shift = shift
    }

    /// Works the shift, ends the station in order, verifies the journal and reads it back.
    ///
    /// - Parameters:
    ///   - pause: between two steps, for people who look on.
    ///   - before: looked at when the station listens and before the first step.
    ///   - after: looked at when the shift is over and before the station ends.
    package func record(
        pause: Duration = .zero, before: (Table) throws -> Void = { _ in }, after: (Table) throws -> Void = { _ in }
    ) throws -> ShiftRecord {
        let table = try Table(configuration)
        try table.open()
        try before(table)
        for (index, step) in shift.steps.enumerated() {
            MonotonicClock.wait(until: MonotonicClock.now().advanced(by: pause))
            do {
                try take(step, index + 1, at: table.desk)
            } catch let error as ScenarioError {
                // What passed between the station and its devices, for whoever looks into it.
                let captures = configuration.folder + "/captures"
                _ = try? table.station.run(["record", "--config", configuration.file, "--output", captures])
                throw ShiftFailure.step(index + 1, step, expected: step.wanted, came: "\(error)")
            }
        }
        try after(table)
        let code = try table.station.stop()
        if code != 0 { throw ShiftFailure.exitCode(code, log: configuration.log) }
        let verified = try table.station.run(["verify", "--journal", configuration.journal])
        if verified.code != 0 { throw ShiftFailure.notSound(verified.output) }
        let record = try ShiftRecord(journal: configuration.journal)
        try compare(record)
        return record
    }

    /// The same in memory and virtual time.
    ///
    /// - Parameter after: looked at when the shift is over and before the station ends.
    package func recordInMemory(after: (MemoryTable) throws -> Void = { _ in }) throws -> ShiftRecord {
        let table = try MemoryTable(configuration)
        for place in configuration.scanners { table.plug(place.name, place.model.firmware) }
        for place in configuration.devices { table.plug(place.name, place.firmware) }
        for (index, step) in shift.steps.enumerated() {
            let came = try take(step, at: table)
            if came == step.expected?.feedback { continue }
            let outcome = try ShiftRecord(journal: configuration.journal).scans.last?.verdict.name ?? "no row"
            throw ShiftFailure.step(
                index + 1, step, expected: step.wanted,
                came: came.map { "\(Expectation($0, outcome))" } ?? "nothing; \(table.log.suffix(3))")
        }
        try after(table)
        try table.stop()
        let report = try JournalFile.verify(path: configuration.journal)
        if !report.isSound { throw ShiftFailure.notSound("\(String(describing: report.firstBad))") }
        let record = try ShiftRecord(journal: configuration.journal)
        try compare(record)
        return record
    }

    private func take(_ step: ShiftStep, at table: MemoryTable) throws(ScenarioError) -> Feedback? {
        switch step.act {
        case .scan(let item, let scanner): return try table.scan(item, with: scanner)
        case .lay(let person): return table.lay(person)
        case .unplug(let scanner): table.unplug(scanner)
        case .replug(let scanner, let node): table.replug(scanner, node: node)
        }
        return nil
    }

    private func take(_ step: ShiftStep, _ number: Int, at desk: Desk) throws {
        switch step.act {
        case .scan(let item, let scanner):
            let heard = try desk.scan(item, with: scanner)
            guard let expected = step.expected, heard.feedback != expected.feedback else { return }
            let outcome = try ShiftRecord(journal: configuration.journal).scans.last?.verdict.name ?? "no row"
            throw ShiftFailure.step(
                number, step, expected: step.wanted, came: "\(Expectation(heard.feedback, outcome))")
        case .lay(let person):
            let heard = try desk.lay(person)
            if heard == step.expected?.feedback { return }
            let outcome = try ShiftRecord(journal: configuration.journal).scans.last?.verdict.name ?? "no row"
            throw ShiftFailure.step(number, step, expected: step.wanted, came: "\(Expectation(heard, outcome))")
        case .unplug(let scanner): try desk.scanner(scanner).unplug()
        case .replug(let scanner, let node): try desk.replug(scanner, node: node)
        }
    }

    /// The rows tell the same as the steps, one for each scan.
    private func compare(_ record: ShiftRecord) throws(ShiftFailure) {
        let steps = shift.steps.enumerated().filter { $0.element.expected != nil }
        for ((index, step), row) in zip(steps, record.scans) {
            guard let feedback = row.verdict.feedback else { continue }
            let came = Expectation(feedback, row.verdict.name)
            if came != step.expected {
                throw .step(index + 1, step, expected: step.wanted, came: "\(came) in row \(row.moment.row)")
            }
        }
        if steps.count != record.scans.count { throw .rows(expected: steps.count, came: record.scans.count) }
    }
}

extension ShiftStep {
    /// What has to come, in words.
    fileprivate var wanted: String { expected.map { "\($0)" } ?? "the station to listen" }
}
