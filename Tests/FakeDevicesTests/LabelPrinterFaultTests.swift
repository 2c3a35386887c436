import Devices
import Drivers
import FakeDevices
import Testing

private typealias Language = FakeLabelPrinter.Language

private func bench(
    _ language: Language, _ change: (inout FakeLabelPrinter.Configuration) -> Void = { _ in }
) -> PrinterBench {
    var configuration = PrinterBench.configuration(language)
    change(&configuration)
    var bench = PrinterBench(configuration)
    bench.start()
    bench.run(.seconds(2))
    return bench
}

@Suite("The driver before a fake label printer")
struct LabelPrinterBenchTests {
    @Test("prints ten labels, each once", arguments: Language.allCases)
    fileprivate func printsTen(language: Language) {
        var bench = bench(language)
        #expect(bench.driver.isProven && bench.events.first == .identified("ScanStation FAKE LP1"))
        for number in 1...10 { bench.print(number) }
        bench.run(.seconds(60))
        let expected: PrintOutcome = language == .escpos ? .taken : .printed
        #expect(bench.outcomes.map(\.label.number) == Array(1...10))
        #expect(bench.outcomes.allSatisfy { $0.outcome == expected })
        #expect(bench.jobs.allSatisfy { bench.copies(of: $0) == 1 })
        #expect(bench.statuses == [PrinterStatus()])
    }

    @Test("prints with an answer that drips, and without class requests", arguments: Language.allCases)
    fileprivate func printsDripping(language: Language) {
        var bench = bench(language) { $0.knowsClassRequests = false }
        bench.commit(.drip)
        bench.print(1)
        bench.run(.seconds(5))
        #expect(bench.outcomes(of: 1) == [language == .escpos ? .taken : .printed])
    }

    @Test("sends nothing while paper is out, then prints", arguments: Language.allCases)
    fileprivate func waitsForPaper(language: Language) {
        var bench = bench(language)
        bench.commit(.paperOut(.now))
        bench.print(1)
        bench.run(.seconds(20))
        #expect(bench.sent.isEmpty && bench.outcomes.isEmpty)
        #expect(bench.statuses.last?.faults == [.paperOut])
        bench.mend()
        bench.run(.seconds(5))
        #expect(bench.outcomes(of: 1).count == 1 && bench.copies(of: bench.jobs[0]) == 1)
        #expect(bench.statuses.last == PrinterStatus())
    }

    @Test("calls a label cut short unknown, once, and waits until somebody has looked", arguments: Language.allCases)
    fileprivate func isCutShort(language: Language) {
        let faults: [(FakePrinterFault, PrinterFault)] = [
            (.paperOut(.mid), .paperOut), (.headOpen(.mid), .headOpen), (.powerCycle(.mid), .silent),
        ]
        for (fault, expected) in faults {
            var bench = bench(language)
            bench.commit(fault)
            bench.print(1)
            bench.print(2)
            bench.run(.seconds(20))
            #expect(bench.outcomes(of: 1) == [.unknown(expected)], "\(fault)")
            bench.mend()
            bench.run(.seconds(20))
            #expect(bench.sent.count == 1, "the next label waits for a person")
            bench.settle()
            bench.run(.seconds(20))
            #expect(bench.outcomes(of: 2) == [language == .escpos ? .taken : .printed])
            #expect(bench.copies(of: bench.jobs[0]) <= 1 && bench.copies(of: bench.jobs[1]) == 1)
            #expect(bench.sent.count == 2)
        }
    }

    @Test("finds the fault of a printer that is dumb in trouble", arguments: [true, false])
    func findsDumbTrouble(knowsErrors: Bool) {
        var bench = bench(.zpl) {
            $0.isDumbInTrouble = true
            $0.knowsErrors = knowsErrors
        }
        bench.commit(.headOpen(.mid))
        bench.print(1)
        bench.run(.seconds(20))
        #expect(bench.outcomes(of: 1) == [.unknown(knowsErrors ? .headOpen : .silent)])
        bench.commit(.paperOut(.now))
        bench.commit(.close)
        bench.run(.seconds(20))
        #expect(bench.statuses.last?.faults == (knowsErrors ? [.paperOut] : [.paperOut, .silent]))
    }

    @Test("a label held up by a pause is printed in the end", arguments: [Language.zpl, .tspl])
    fileprivate func isHeldUp(language: Language) {
        var bench = bench(language)
        bench.print(1)
        bench.run(.milliseconds(200))
        bench.commit(.pause)
        bench.print(2)
        bench.run(.seconds(200))
        #expect(bench.statuses.last?.faults == [.paused] && bench.outcomes(of: 2).isEmpty)
        bench.mend()
        bench.run(.seconds(10))
        #expect(bench.outcomes.map(\.outcome) == [.printed, .printed])
    }

    @Test("knows a label in the peeler, and prints the next when it is taken", arguments: [Language.zpl, .tspl, .cpcl])
    fileprivate func peels(language: Language) {
        var bench = bench(language) { $0.peels = true }
        bench.print(1)
        bench.print(2)
        bench.run(.seconds(10))
        #expect(bench.outcomes.map(\.outcome) == [.printed] && bench.sent.count == 1)
        #expect(bench.statuses.last?.faults == [.labelWaiting])
        bench.fake.takeLabel(at: bench.now)
        bench.run(.seconds(10))
        #expect(bench.outcomes.map(\.outcome) == [.printed, .printed])
    }

    @Test("claims no print that a liar cannot prove", arguments: Language.allCases)
    fileprivate func distrustsLiar(language: Language) {
        var bench = bench(language)
        bench.commit(.alwaysFine)
        bench.commit(.paperOut(.now))
        bench.print(1)
        bench.run(.seconds(10))
        #expect(bench.outcomes(of: 1) == [.taken])
    }

    @Test func `a CPCL printer whose count was seen to rise is asked why it does not`() {
        var bench = bench(.cpcl)
        bench.print(1)
        bench.run(.seconds(10))
        bench.commit(.alwaysFine)
        bench.commit(.paperOut(.now))
        bench.print(2)
        bench.run(.seconds(10))
        #expect(bench.outcomes.map(\.outcome) == [.printed, .unknown(.other)])
    }

    @Test func `a TSPL clone is asked its one request only, once it is known`() {
        var bench = bench(.tspl) { $0.isClone = true }
        bench.run(.seconds(30))
        bench.print(1)
        bench.run(.milliseconds(900))
        #expect(bench.outcomes(of: 1) == [.printed])
    }

    @Test("without status requests a label is taken, by class requests alone", arguments: Language.allCases)
    fileprivate func asksNoStatus(language: Language) throws {
        let name = try #require(PrinterSettings.Language(rawValue: language.rawValue))
        var bench = PrinterBench(
            PrinterBench.configuration(language), settings: PrinterSettings(language: name, asksStatus: false))
        bench.start()
        bench.commit(.paperOut(.now))
        bench.print(1)
        bench.run(.seconds(10))
        #expect(bench.sent.isEmpty && bench.statuses.last?.faults == [.paperOut])
        bench.mend()
        bench.run(.seconds(10))
        #expect(bench.outcomes(of: 1) == [.taken] && bench.copies(of: bench.jobs[0]) == 1)
    }
}

/// What a run of random trouble came to.
private struct Tally {
    var printed = 0
    var taken = 0
    var unknown = 0
    var again = 0
}

@Suite("Random trouble at a label printer")
struct LabelPrinterFaultTests {
    @Test("loses no label, doubles none, and claims none that is not there", arguments: Language.allCases)
    fileprivate func survives(language: Language) {
        var tally = Tally()
        for seed in 0..<100 { run(language, seed: UInt64(seed), &tally) }
        #expect(language == .escpos ? tally.taken > 100 : tally.printed > 100, "\(tally)")
        #expect(tally.unknown > 100, "\(tally)")
        #expect(language == .zpl ? tally.again > 20 : tally.again == 0, "\(tally)")
    }

    private func run(_ language: Language, seed: UInt64, _ tally: inout Tally) {
        var random = Seeded(seed: seed &* 977 &+ 5)
        var bench = bench(language) { configuration in
            configuration.isDumbInTrouble = random.next() % 2 == 0
            configuration.knowsErrors = random.next() % 2 == 0
            configuration.isClone = random.next() % 2 == 0
            configuration.knowsClassRequests = random.next() % 2 == 0
            configuration.labelTime = .milliseconds(100 + Int(random.next() % 900))
        }
        var lied = false
        for _ in 0..<60 { step(&bench, &random, &lied) }
        for _ in 0..<40 where bench.outcomes.count < bench.jobs.count || bench.isUnsettled { operate(&bench) }
        bench.run(.seconds(30))
        check(bench, lied: lied, seed: seed, &tally)
    }

    /// One thing happens, then some time passes.
    private func step(_ bench: inout PrinterBench, _ random: inout Seeded, _ lied: inout Bool) {
        let faults: [FakePrinterFault] = [
            .paperOut(.now), .paperOut(.mid), .headOpen(.now), .headOpen(.mid), .ribbonOut(.mid), .powerCycle(.now),
            .powerCycle(.mid), .pause, .bufferFull, .silent, .drip,
        ]
        switch random.next() % 12 {
        case 0...4: bench.print(bench.jobs.count + 1)
        case 5...7: bench.commit(faults[Int(random.next() % UInt64(faults.count))])
        case 8:
            if !bench.isPrinting {
                bench.commit(.alwaysFine)
                lied = true
            }
        case 9:
            bench.cutsNextLabelAt = Int(random.next() % 40)
            bench.print(bench.jobs.count + 1)
        case 10: if bench.fake.isOn { bench.start() }
        default: operate(&bench)
        }
        bench.run(.milliseconds(Int(random.next() % (random.next() % 4 == 0 ? 8000 : 700))))
    }

    /// A person comes, mends what can be mended, waits, looks, and says so. Nobody comes before the driver
    /// could notice.
    private func operate(_ bench: inout PrinterBench) {
        bench.run(.seconds(5))
        bench.mend()
        bench.run(.seconds(8))
        bench.mend()
        if bench.isUnsettled { bench.settle() }
        bench.run(.seconds(8))
    }

    private func check(_ bench: PrinterBench, lied: Bool, seed: UInt64, _ tally: inout Tally) {
        for job in bench.jobs {
            let outcomes = bench.outcomes(of: job.label.number)
            #expect(outcomes.count == 1, "seed \(seed), label \(job.label.number): \(outcomes)")
            #expect(bench.sent.filter { $0 == job.bytes }.count <= 1, "seed \(seed)")
            let copies = bench.copies(of: job)
            switch outcomes.first {
            case .printed:
                tally.printed += 1
                #expect(copies == 1, "seed \(seed), label \(job.label.number)")
            case .taken:
                tally.taken += 1
                #expect(copies <= 1, "seed \(seed), label \(job.label.number)")
            case .unknown:
                tally.unknown += 1
                #expect(copies <= 1, "seed \(seed), label \(job.label.number)")
            case .notPrinted, nil: #expect(copies == 0, "seed \(seed), label \(job.label.number)")
            }
        }
        for label in bench.fake.printed {
            let job = bench.jobs.first { $0.bytes == label.bytes }
            #expect(job != nil, "seed \(seed): a label of nobody")
            guard label.isAgain, let job else { continue }
            tally.again += 1
            let isUnknown = bench.outcomes(of: job.label.number).first?.isUnknown ?? false
            #expect(isUnknown || lied, "seed \(seed), label \(job.label.number): again, although known")
        }
    }
}
