import Devices
import Drivers

/// Any printer, in any language: no crash, bounded memory, no label sent twice, none finished twice or before it was
/// sent.
///
/// The first byte chooses language and settings; then each step is a verb, a pause in units of 20 ms, and what the
/// verb takes: bytes of the printer with their length in front, the answer to a class request, a label, or nothing.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzPrinter(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    var run = Run(choice)
    var position = 1
    while position + 2 <= input.count {
        run.pass(Int(input[position + 1]) * 20)
        let verb = input[position] & 7
        position += 2
        switch verb {
        case 0...2:
            guard position < input.count else { break }
            let end = min(position + 1 + Int(input[position]), input.count)
            run.take(run.driver.received(Array(input[(position + 1)..<end]), at: run.now))
            position = end
        case 3:
            guard position < input.count else { break }
            run.answer(input[position])
            position += 1
        case 4: run.print()
        case 5: run.take(run.driver.settled(at: run.now))
        case 6: run.take(run.driver.started(at: run.now))
        default: run.pass(5000)
        }
    }
    return 0
}

private struct Run {
    var driver: LabelPrinter
    var now = Instant.start
    private var request: ControlRequest?
    private var jobs = 0
    private var sent: Set<Int> = []
    private var finished: Set<Int> = []
    private static let mark: UInt8 = 0xA5

    init(_ choice: UInt8) {
        let languages = PrinterSettings.Language.allCases
        driver = LabelPrinter(
            settings: PrinterSettings(
                language: languages[Int(choice) % languages.count], asksStatus: choice & 0x10 == 0,
                peels: choice & 0x20 != 0, silence: .seconds(Int(choice >> 6)),
                labelCount: choice & 0x08 != 0 ? [] : [0x1B, 0x61, 0x63, 0x63]))
        take(driver.started(at: now))
    }

    /// Time passes; the driver is called at each of its deadlines.
    mutating func pass(_ milliseconds: Int) {
        let end = now.advanced(by: .milliseconds(milliseconds))
        while let deadline = driver.deadline, deadline <= end {
            precondition(deadline >= now, "a deadline is not in the past")
            now = deadline
            let outputs = driver.deadlinePassed(at: now)
            precondition(driver.deadline != deadline || !outputs.isEmpty, "a deadline leads on")
            take(outputs)
        }
        now = end
    }

    mutating func print() {
        jobs += 1
        let bytes = [Run.mark, UInt8(truncatingIfNeeded: jobs >> 8), UInt8(truncatingIfNeeded: jobs)]
        take(driver.print(PrintJob(label: LabelID(jobs), bytes: bytes), at: now))
    }

    mutating func answer(_ byte: UInt8) {
        guard let request else { return }
        let answer: ControlAnswer =
            byte == 0 ? .failed : byte == 1 ? .stalled : .done(byte == 2 ? [] : [byte, 9, byte])
        take(driver.answered(request, answer, at: now))
    }

    mutating func take(_ outputs: [DriverOutput]) {
        for output in outputs {
            switch output {
            case .send(let bytes) where bytes.first == Run.mark:
                let job = Int(bytes[1]) << 8 | Int(bytes[2])
                precondition(sent.insert(job).inserted, "a label is sent once")
                precondition(!finished.contains(job), "a finished label is not sent")
            case .request(let asked): request = asked
            case .printer(.finished(let label, let outcome)):
                precondition(finished.insert(label.number).inserted, "a label is finished once")
                let wasNotPrinted = if case .notPrinted = outcome { true } else { false }
                precondition(wasNotPrinted != sent.contains(label.number), "an outcome fits what was sent")
            case .note(let text): precondition(text.count <= 200, "a note is short")
            case .printer(.identified(let name)):
                precondition(name.count <= PrinterLimit.nameCharacters, "a short name")
            case .send, .printer(.status): break
            default: preconditionFailure("a printer has none of this")
            }
        }
        precondition(driver.waitingJobs <= PrinterLimit.jobs, "the queue is bounded")
        let most = PrinterLimit.replyBytes * (PrinterLimit.replyParts + 1)
        precondition(driver.heldBytes <= most, "the memory is bounded")
    }
}
