package import Devices

/// A label printer as its firmware sees the world: it reads its host's stream, prints label after label, each taking
/// its time, answers status requests, and misbehaves when told to (`commit`).
///
/// ```
///   hostSent ──► [line, while it takes nothing] ──► language ──► labels ──► waiting ──► under the head ──► printed
///                                                      │                                    │ fault
///                                                      └──► answers to the station          └──► spoiled, or again
/// ```
/// Not modelled: how a label looks, the speed of the line, what a user does on the printer's own keys.
package struct FakeLabelPrinter: Sendable {
    package let configuration: Configuration
    /// Whole labels that came out, oldest first.
    package private(set) var printed: [FakeLabel] = []
    /// Labels that were cut short.
    package private(set) var spoiled: [FakeLabel] = []
    /// What is wrong now.
    package internal(set) var troubles: Set<Trouble> = []
    /// A label lies in the peeler.
    package private(set) var labelWaits = false
    var language: any FakePrinterLanguage
    var wasReset = true
    /// The line's bytes while none are taken.
    private var line: [UInt8] = []
    private var waiting: [FakeLabel] = []
    private var head: Head?
    private var midFaults: [FakePrinterFault] = []
    /// Off until then; nil when it is on.
    private var boots: Instant?

    package enum Trouble: Hashable, Sendable {
        case paperOut, headOpen, ribbonOut, paused, bufferFull, silent, alwaysFine, drip
    }

    /// The label under the head.
    private struct Head: Hashable {
        var label: FakeLabel
        var begun: Instant
        /// It was cut short, and begins again once nothing is in the way.
        var isInterrupted = false
    }

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        language = configuration.freshLanguage
    }

    package var identity: DeviceIdentity { configuration.identity }

    /// Whether it is on; while it is off, everything sent to it is lost.
    package var isOn: Bool { boots == nil }

    /// Nothing is in work and nothing waits.
    package var isIdle: Bool { isOn && head == nil && waiting.isEmpty && line.isEmpty }
}

// MARK: The station's side

extension FakeLabelPrinter {
    /// Bytes of the station arrive; returns the chunks it answers with.
    @discardableResult
    package mutating func hostSent(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        pass(until: now)
        guard isOn else { return [] }
        if troubles.contains(.bufferFull) {
            line.append(contentsOf: bytes.prefix(FakePrinterLimit.lineBytes - line.count))
            return []
        }
        return obey(bytes, at: now)
    }

    /// When something happens by itself: a label is finished, or its middle reached, or the printer is on again.
    package var deadline: Instant? {
        if let boots { return boots }
        guard let head, !head.isInterrupted else { return nil }
        return midFaults.isEmpty ? end(of: head) : middle(of: head)
    }

    /// The clock has reached `deadline`. Called early it does nothing.
    package mutating func deadlinePassed(at now: Instant) { pass(until: now) }

    /// Tells the printer to do this wrong, or mends it; returns what it sends because of that.
    @discardableResult
    package mutating func commit(_ fault: FakePrinterFault, at now: Instant) -> [[UInt8]] {
        pass(until: now)
        if let later = fault.nowIfMid {
            midFaults.append(later)
            pass(until: now)
            return []
        }
        return happen(fault, at: now)
    }

    /// A hand takes the label out of the peeler.
    package mutating func takeLabel(at now: Instant) {
        pass(until: now)
        labelWaits = false
        feed(at: now)
    }

    private mutating func obey(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        var answers: [[UInt8]] = []
        for byte in bytes {
            guard let act = language.take(byte) else { continue }
            switch act {
            case .label(let bytes, let copies):
                waiting += (1...copies).map { FakeLabel(bytes: bytes, copy: $0) }
                feed(at: now)
            case .ask(let question):
                if let answer = answer(question) { answers.append(answer) }
            case .cancel: drop()
            case .pause: troubles.insert(.paused)
            case .resume:
                troubles.remove(.paused)
                feed(at: now)
            case .forgetReset: wasReset = false
            }
        }
        return troubles.contains(.drip) ? answers.joined().map { [$0] } : answers
    }

    private mutating func drop() {
        if let head, !head.isInterrupted { spoiled.append(head.label) }
        head = nil
        waiting.removeAll()
    }
}

// MARK: Time

extension FakeLabelPrinter {
    private var isHindered: Bool { !troubles.isDisjoint(with: [.paperOut, .headOpen, .ribbonOut]) }

    private func end(of head: Head) -> Instant { head.begun.advanced(by: configuration.labelTime) }
    private func middle(of head: Head) -> Instant { head.begun.advanced(by: configuration.labelTime / 2) }

    /// Everything that happens by itself up to now, in its order.
    private mutating func pass(until now: Instant) {
        if let boots {
            guard now >= boots else { return }
            self.boots = nil
        }
        while let head, !head.isInterrupted {
            if !midFaults.isEmpty {
                // A middle that is past already counts as now.
                guard now >= middle(of: head) else { return }
                happen(midFaults.removeFirst(), at: now)
            } else if now >= end(of: head) {
                finish(head)
            } else {
                return
            }
        }
    }

    private mutating func finish(_ done: Head) {
        printed.append(done.label)
        labelWaits = configuration.peels
        head = nil
        feed(at: end(of: done))
    }

    /// Puts the next label under the head, if nothing is in the way.
    private mutating func feed(at now: Instant) {
        guard isOn, !isHindered, !troubles.contains(.paused), !labelWaits else { return }
        if let interrupted = head {
            if interrupted.isInterrupted {
                head = Head(label: FakeLabel(again: interrupted.label), begun: now)
            }
        } else if !waiting.isEmpty {
            head = Head(label: waiting.removeFirst(), begun: now)
        }
    }

    /// The head is stopped in the middle of a label.
    private mutating func interrupt() {
        guard let stopped = head, !stopped.isInterrupted else { return }
        spoiled.append(stopped.label)
        head = configuration.reprints ? Head(label: stopped.label, begun: stopped.begun, isInterrupted: true) : nil
    }

    @discardableResult
    private mutating func happen(_ fault: FakePrinterFault, at now: Instant) -> [[UInt8]] {
        switch fault {
        case .paperOut: hinder(.paperOut)
        case .headOpen: hinder(.headOpen)
        case .ribbonOut: hinder(.ribbonOut)
        case .powerCycle: switchOff(at: now)
        case .pause: troubles.insert(.paused)
        case .bufferFull: troubles.insert(.bufferFull)
        case .silent: troubles.insert(.silent)
        case .alwaysFine: troubles.insert(.alwaysFine)
        case .drip: troubles.insert(.drip)
        case .reload: troubles.subtract([.paperOut, .ribbonOut])
        case .close: troubles.remove(.headOpen)
        case .resume: troubles.remove(.paused)
        case .drain:
            troubles.remove(.bufferFull)
            defer { line.removeAll() }
            return isOn ? obey(line, at: now) : []
        case .honest: troubles.subtract([.silent, .alwaysFine, .drip])
        }
        feed(at: now)
        return []
    }

    private mutating func hinder(_ trouble: Trouble) {
        troubles.insert(trouble)
        interrupt()
    }

    private mutating func switchOff(at now: Instant) {
        drop()
        line.removeAll()
        midFaults.removeAll()
        troubles.remove(.paused)
        language = configuration.freshLanguage
        wasReset = true
        boots = now.advanced(by: configuration.bootTime)
    }

    /// Everything received and not printed is dropped, as `SOFT_RESET` wants it.
    mutating func reset() {
        drop()
        line.removeAll()
        language = configuration.freshLanguage
    }
}

// MARK: What it knows of itself

extension FakeLabelPrinter {
    var state: FakePrinterState {
        FakePrinterState(
            model: configuration.model, dotsPerMillimetre: configuration.dotsPerMillimetre, peels: configuration.peels,
            paperOut: troubles.contains(.paperOut), headOpen: troubles.contains(.headOpen),
            ribbonOut: troubles.contains(.ribbonOut), paused: troubles.contains(.paused),
            runsLow: configuration.runsLow, labelWaits: labelWaits, wasReset: wasReset, isPrinting: head != nil,
            remaining: head == nil ? 0 : 1, waiting: waiting.count, hasPartialLabel: language.hasPartialLabel,
            counted: printed.count)
    }

    /// nil where the firmware is dumb just now.
    private func answer(_ question: FakePrinterQuestion) -> [UInt8]? {
        if troubles.contains(.silent) { return nil }
        let isLying = troubles.contains(.alwaysFine)
        if configuration.isDumbWhilePrinting, let head, !head.isInterrupted, !isLying { return nil }
        if configuration.isDumbInTrouble, question == .status, isHindered, !isLying { return nil }
        let answer = language.answer(question, isLying ? state.fine : state)
        return answer.isEmpty ? nil : answer
    }
}
