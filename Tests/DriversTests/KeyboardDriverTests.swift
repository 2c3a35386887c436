import Devices
import Drivers
import Testing

private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private let forms = KeyboardSettings.Form.allCases

/// Feeds chunks a millisecond apart, lets the pause pass, and gathers what came.
private func feed(_ chunks: [[UInt8]], to driver: inout KeyboardDriver, from start: Int64 = 0) -> [DriverOutput] {
    var outputs: [DriverOutput] = []
    var most = 0
    for (index, chunk) in chunks.enumerated() {
        outputs += driver.received(chunk, at: at(start + Int64(index)))
        most = max(most, driver.heldBytes)
    }
    #expect(most <= LineLimit.frameBytes)
    if let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
    #expect(driver.deadline == nil && driver.heldBytes == 0)
    return outputs
}

@Suite("A keyboard driver")
struct KeyboardDriverTests {
    @Test("reads every sample in every form", arguments: KeyboardSamples.all, forms)
    func readsEverySample(sample: KeyboardSample, form: KeyboardSettings.Form) {
        var settings = sample.settings
        settings.form = form
        var driver = KeyboardDriver(settings: settings)
        let chunks = sample.chunks(form)
        #expect(driver.started(at: at(0)).isEmpty)
        #expect(feed(chunks, to: &driver) == sample.expected)
        if sample.reports.last != [0] { _ = driver.started(at: at(1)) }
        #expect(feed(chunks, to: &driver, from: 1_000_000) == sample.expected, "again")
        settings.reportID = 3
        driver = KeyboardDriver(settings: settings)
        #expect(feed(chunks, to: &driver) == sample.expected, "with the report id known")
    }

    @Test("reads key events one by one and all in one chunk", arguments: KeyboardSamples.all)
    func readsEventsAnyCut(sample: KeyboardSample) {
        let chunks = sample.chunks(.keyEvents)
        var driver = KeyboardDriver(settings: sample.settings)
        #expect(feed([Array(chunks.joined())], to: &driver) == sample.expected)
        let single = chunks.flatMap { chunk in
            stride(from: 0, to: chunk.count, by: 2).map { Array(chunk[$0..<($0 + 2)]) }
        }
        if sample.reports.last != [0] { _ = driver.started(at: at(1)) }
        #expect(feed(single, to: &driver, from: 1_000_000) == sample.expected)
    }

    @Test("after noise and a new start reads every sample", arguments: KeyboardSamples.all, forms)
    func readsAfterNoise(sample: KeyboardSample, form: KeyboardSettings.Form) {
        var settings = sample.settings
        settings.form = form
        var driver = KeyboardDriver(settings: settings)
        let noise: [[UInt8]] = [
            [], [0x39], [3, 0x42, 0, 4, 0x39, 0x3E, 0x5A, 0, 0], [4, 1, 0xE2, 1, 0x59, 1, 0xE1, 1],
        ]
        for chunk in noise { _ = driver.received(chunk, at: at(0)) }
        _ = driver.started(at: at(1))
        #expect(feed(sample.chunks(form), to: &driver, from: 2) == sample.expected)
    }

    @Test("takes a keyboard's slow typist for one reading a key", arguments: forms)
    func slowTypist(form: KeyboardSettings.Form) {
        var driver = KeyboardDriver(settings: KeyboardSettings(form: form))
        var outputs: [DriverOutput] = []
        for (index, chunk) in KeyboardSample(typing: "04 05").chunks(form).enumerated() {
            outputs += driver.received(chunk, at: at(Int64(index) * 150))
        }
        #expect(outputs == [reading("a"), reading("b")])
    }

    @Test func `a change moves the deadline, a report that changes nothing does not`() {
        var driver = KeyboardDriver(settings: KeyboardSettings(form: .bootReports))
        let a: [UInt8] = [0, 0, 4, 0, 0, 0, 0, 0]
        #expect(driver.received(a, at: at(0)).isEmpty && driver.deadline == at(100))
        #expect(driver.received(a, at: at(50)).isEmpty && driver.deadline == at(100))
        #expect(driver.deadlinePassed(at: at(99)).isEmpty)
        #expect(driver.received([UInt8](repeating: 0, count: 8), at: at(60)).isEmpty && driver.deadline == at(160))
        #expect(driver.received(a, at: at(160)) == [reading("a")], "the deadline has passed as the next key comes")
        #expect(driver.deadlinePassed(at: at(260)) == [reading("a")])
    }

    @Test func `a key that goes down while it is down was let go unseen, and the reading is damaged`() {
        var driver = KeyboardDriver()
        #expect(driver.received([4, 1, 5, 1, 5, 0, 4, 1, 4, 0], at: at(0)).isEmpty)
        #expect(driver.received([0x28, 1, 0x28, 0], at: at(1)) == [damaged(.incomplete, "ab")])
        #expect(driver.received([4, 1, 4, 0, 0x28, 1], at: at(2)) == [reading("a")])
    }

    @Test func `after a pause no key of a grabbed keyboard counts as held, but modifiers do`() {
        var driver = KeyboardDriver()
        #expect(driver.received([0xE1, 1, 4, 1, 0x28, 1], at: at(0)) == [reading("A")])
        #expect(driver.received([4, 1, 4, 0, 0x28, 1, 0x28, 0], at: at(100)) == [reading("A")])
        #expect(driver.received([4, 1, 0xE1, 1, 4, 0, 0x28, 1, 0x28, 0], at: at(200)) == [damaged(.incomplete, "A")])
        #expect(driver.received([0xE1, 0, 4, 1, 4, 0, 0x28, 1], at: at(300)) == [reading("a")])
    }

    @Test func `a report tells what is held also after a pause`() {
        var driver = KeyboardDriver(settings: KeyboardSettings(form: .bootReports))
        #expect(driver.received([0, 0, 4, 0, 0, 0, 0, 0], at: at(0)).isEmpty)
        #expect(driver.received([0, 0, 4, 5, 0, 0, 0, 0], at: at(500)) == [reading("a")])
        #expect(driver.deadlinePassed(at: at(600)) == [reading("b")])
    }

    @Test func `what is no report is damage, or damages the reading it comes in`() {
        var driver = KeyboardDriver(settings: KeyboardSettings(form: .bootReports))
        #expect(driver.received([1, 2, 3], at: at(0)) == [.damaged(.brokenFrame, bytes: [1, 2, 3])])
        #expect(driver.received([], at: at(0)).isEmpty)
        #expect(
            feed([[0, 0, 4, 0, 0, 0, 0, 0], [0, 0, 4], [0, 0, 0, 0, 0, 0, 0, 0]], to: &driver) == [
                damaged(.brokenFrame, "a")
            ])
        let longer = [UInt8](repeating: 0, count: 8)
        #expect(feed([[0, 0, 4, 0, 0, 0, 0, 0] + longer, longer + longer], to: &driver, from: 500) == [reading("a")])
    }

    @Test func `reports of other parts of the device are left out`() {
        var driver = KeyboardDriver(settings: KeyboardSettings(form: .numberedReports, reportID: 3))
        let chunks: [[UInt8]] = [
            [3, 0, 0, 4, 0, 0, 0, 0, 0], [2, 0xE9, 0], [9, 0, 0, 5, 0, 0, 0, 0, 0], [3, 0],
            [3, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
        #expect(feed(chunks, to: &driver) == [reading("a")])
    }

    @Test("a new start forgets half a reading, the locks and what is held", arguments: forms)
    func newStart(form: KeyboardSettings.Form) {
        var driver = KeyboardDriver(settings: KeyboardSettings(form: form))
        let half = KeyboardSample(typing: "39 =2:06")
        for chunk in half.chunks(form) { #expect(driver.received(chunk, at: at(0)).isEmpty) }
        #expect(driver.started(at: at(1)).isEmpty)
        #expect(driver.deadline == nil)
        let whole = KeyboardSample(typing: "06 28")
        #expect(feed(whole.chunks(form), to: &driver, from: 2) == [reading("c")])
    }

    @Test func `the lock lights are sent where the settings ask for them`() {
        func lights(_ byte: UInt8) -> DriverOutput {
            .request(ControlRequest(type: 0x21, request: 0x09, value: 0x0203, payload: [3, byte]))
        }
        var settings = KeyboardSettings(form: .numberedReports, reportID: 3, answersLocks: true)
        var driver = KeyboardDriver(settings: settings)
        #expect(driver.started(at: at(0)) == [lights(0)])
        let locks = KeyboardSample(typing: "39 53 39 47")
        #expect(feed(locks.chunks(.numberedReports), to: &driver) == [lights(2), lights(3), lights(1), lights(5)])
        settings.form = .bootReports
        driver = KeyboardDriver(settings: settings)
        let plain = ControlRequest(type: 0x21, request: 0x09, value: 0x0200, payload: [0])
        #expect(driver.started(at: at(0)) == [.request(plain)])
        settings.form = .keyEvents
        driver = KeyboardDriver(settings: settings)
        #expect(driver.started(at: at(0)).isEmpty)
    }

    @Test func `it tells no verdicts`() {
        var driver = KeyboardDriver()
        #expect(!driver.tellsVerdicts && driver.isProven)
        for feedback in Feedback.allCases { #expect(driver.tell(feedback, at: at(0)).isEmpty) }
    }

    @Test("survives 10,000 chunks of noise with bounded memory", arguments: forms, KeyboardSettings.Layout.allCases)
    func survivesNoise(form: KeyboardSettings.Form, layout: KeyboardSettings.Layout) {
        var state: UInt64 = 9
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        var driver = KeyboardDriver(settings: KeyboardSettings(layout: layout, form: form, suffix: .tab))
        var kinds: Set<String> = []
        for step in 0..<10_000 {
            let mask: UInt8 = next() % 4 == 0 ? 0xFF : 0x3F
            let chunk = (0..<Int(next() % 12)).map { _ in UInt8(truncatingIfNeeded: next()) & mask }
            for output in driver.received(chunk, at: at(Int64(step) * 30)) {
                switch output {
                case .scan(let scan): kinds.insert(scan.payload.isEmpty ? "empty" : "scan")
                case .damaged(_, let bytes): kinds.insert(bytes.count <= LineLimit.frameBytes ? "damaged" : "long")
                default: kinds.insert("other")
                }
            }
            if driver.heldBytes > LineLimit.frameBytes { kinds.insert("unbounded") }
        }
        #expect(kinds.isSubset(of: ["scan", "damaged"]) && kinds.contains("damaged"))
    }
}
