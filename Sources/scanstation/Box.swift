import Assembly
import CProgram
import Controller
import Devices
import HotPlug
import Journal
import Kiosk
import Logging
import Recorder
import Speech
import Station

/// What reaches the loop.
enum BoxMessage: Sendable {
    /// From a link; `generation` tells an old link to the same node from the one that is open now.
    case link(node: String, generation: Int, LinkEvent)
    case hotPlug
    case status(@Sendable (StatusReport) -> Void)
    /// The captures of one device, or of all.
    case record(DeviceID?, raw: Bool, @Sendable ([RecordedDevice]) -> Void)
    /// A second has passed, and there is a screen.
    case beat
    /// What was recorded earlier today, for the screen's figures.
    case earlier([DayRow])
    /// All that was recorded of a thing.
    case history(Touched, [HistoryRow])
    case stop
}

/// The owner of everything outside: links, hot plug, time. It carries out what the `StationBox` orders, on one thread at a
/// time, and hands what comes in to it, in order.
///
///     link threads, hot plug, status, signals --> mailbox --> [ StationBox ] --> links, log
final class Box {
    let mailbox: Mailbox<BoxMessage>
    let configuration: Configuration
    let log: Logger
    private let names: Names
    let box: StationBox
    let notifier: Notifier
    private let sound: SoundStage?
    private let doors: Doors
    private var links: [String: (link: any Link, generation: Int)] = [:]
    private var generation = 0
    private var isStopping = false
    private var housekeeping: Housekeeping
    /// Nil without a screen.
    private let feed: KioskFeed?
    private let morning: Morning
    private var hasBeat = false

    init(
        configuration: Configuration, loop: ControlLoop, mailbox: Mailbox<BoxMessage>, log: Logger,
        notifier: consuming Notifier, names: Names, shown: Names, doors: Doors,
        screen: KioskScreen?, roster: RosterIndex?
    ) {
        let board = DeviceBoard()
        var shown = shown
        let devices = board.names
        shown.device = { devices.name(of: $0, in: $1) }
        let words = Words(names: shown)
        let morning = Morning(words: words, board: board)
        let feed = screen?.feed(configuration, words, board, morning, roster)
        self.morning = morning
        self.feed = feed
        self.configuration = configuration
        self.mailbox = mailbox
        self.log = log
        self.names = names
        self.doors = doors
        let glyphs = LabelGlyphs()
        box = StationBox(configuration: configuration, loop: loop) { glyphs.bitmap($0, height: $1) }
        housekeeping = Housekeeping(
            start: SystemClocks.now(), watchdog: notifier.watchdogInterval, journalPath: configuration.journalPath)
        self.notifier = notifier
        sound = SoundStage(following: box, log: log)
        feed?.listen(to: box)
        feed?.readHistory = { screen?.readHistory(ofJournal: configuration.journalPath, $0, mailbox) }
        box.loop.recorded = { row in
            morning.noted(row.decision.verdict, row.decision.facts, at: row.entry.at)
            feed?.recorded(row)
        }
    }

    /// Works until `stop` is told. The last row is written before it returns.
    func run() throws(JournalError) {
        list()
        notifier.ready()
        log.info("taking scans", metadata: ["journal": "\(configuration.journalPath)"])
        mailbox.serve { messages in
            for message in messages { self.take(message) }
            self.keepTime()
            self.obey(self.box.prepare(at: SystemClocks.now()))
            self.feed?.publish(self.box, at: SystemClocks.now(), beat: self.hasBeat)
            self.hasBeat = false
            if self.isStopping { return .end }
            return .wait(
                until: [self.box.deadline, self.housekeeping.deadline, self.morningDeadline].compactMap(\.self).min())
        }
        notifier.stopping()
        for node in Array(links.keys) { close(node) }
        try box.loop.stop(at: SystemClocks.now())
        sound?.stop()
        log.info("ended in order", metadata: ["rows": "\(box.loop.journal.sequence)"])
    }

    // MARK: What comes in

    private func take(_ message: BoxMessage) {
        switch message {
        case .link(let node, let generation, let event):
            guard links[node]?.generation == generation else { return }
            obey(box.happened(event, node: node, at: SystemClocks.now()))
            housekeeping.worked(at: SystemClocks.now())
        case .hotPlug: list()
        case .status(let answer): answer(report())
        case .record(let id, let raw, let answer):
            let captures = box.captures(of: id, raw: raw)
            answer(
                captures.map { device, capture in
                    RecordedDevice(
                        id: device.text, capture: String(decoding: CaptureText.written(capture), as: UTF8.self))
                })
        case .beat: hasBeat = true
        case .earlier(let rows): feed?.earlier(rows, at: SystemClocks.now())
        case .history(let thing, let rows): feed?.found(rows, of: thing)
        case .stop: isStopping = true
        }
    }

    /// Looks at what hangs on the box now.
    private func list() {
        obey(box.listed(doors.listing, at: SystemClocks.now()))
    }

    private func keepTime() {
        let now = SystemClocks.now()
        if let due = box.deadline, due <= now { obey(box.deadlinePassed(at: now)) }
        if let sound, let phrase = morning.sayable(box, heard: sound.heard, at: now) {
            let language = box.loop.state.language ?? configuration.spoken
            sound.say(phrase, isWell: phrase == .done(.allReady), in: language, at: now)
        }
        for chore in housekeeping.due(at: now, failed: box.loop.failure != nil) {
            switch chore {
            case .feedWatchdog: notifier.alive()
            case .idleWork: obey(box.idle(at: now))
            case .diskLow(let free): obey(box.diskLow(freeMebibytes: free, at: now))
            case .recoverJournal: recover()
            case .giveBackPages: give_back_program_pages()
            }
        }
    }

    /// Who has no voice says nothing in the morning.
    private var morningDeadline: Instant? { sound == nil ? nil : morning.deadline }

    private func recover() {
        do {
            try box.loop.recover()
            log.notice("the journal was copied, verified and opened again; scans are taken")
            notifier.status("taking scans")
        } catch {
            log.critical("the journal cannot be recovered yet", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: What goes out

    private func obey(_ orders: [BoxOrder]) {
        for order in orders {
            switch order {
            case .open(let node, let wire): open(node, wire)
            case .close(let node): close(node)
            case .send(let node, let bytes): send(bytes, to: node)
            case .request(let node, let request): ask(request, of: node)
            case .stopIntake(let error):
                feed?.intakeStopped(error)
                notifier.status("nothing is accepted: \(error)")
                housekeeping.journalFailed(at: SystemClocks.now())
            case .log(let line):
                log.log(
                    level: line.level.asLogger, "\(line.text)",
                    metadata: line.facts.mapValues { Logger.MetadataValue.string($0) })
            }
        }
    }

    private func send(_ bytes: [UInt8], to node: String) {
        guard let open = links[node] else { return }
        do {
            try open.link.send(bytes)
        } catch {
            log.warning("a device could not be told", metadata: ["reason": "\(error)"])
        }
    }

    private func ask(_ request: ControlRequest, of node: String) {
        guard let open = links[node] else { return }
        do {
            try open.link.request(request)
        } catch {
            obey(box.happened(.answered(request, .failed), node: node, at: SystemClocks.now()))
        }
    }

    private func open(_ node: String, _ wire: Wire) {
        generation += 1
        let number = generation
        let mailbox = mailbox
        do {
            // Work that is done at once, on the link's thread, may open links, which the USB bus's thread must not.
            let isOnBus = wire.isOnBus
            let link = try doors.open(node, wire) { event in
                let message = BoxMessage.link(node: node, generation: number, event)
                if isOnBus { mailbox.put(message) } else { mailbox.hand(message) }
            }
            links[node] = (link, number)
            obey(box.opened(node: node, at: SystemClocks.now()))
        } catch {
            obey(box.openFailed(node: node, error, at: SystemClocks.now()))
        }
    }

    /// Waits for the link's thread, which may be waiting for the mailbox.
    private func close(_ node: String) {
        guard let open = links.removeValue(forKey: node) else { return }
        mailbox.overflowing { open.link.close() }
    }

    private func report() -> StatusReport {
        let wording = Wording(language: box.loop.state.language ?? configuration.spoken, names: names)
        return StatusReport(
            of: box.loop, configuration: configuration, wording: wording,
            last: box.last.mapValues { wording.message(for: $0) }, devices: box.ready,
            inventory: box.inventory.map { DeviceReport($0.device, $0.duty, isRunning: true) })
    }
}

extension BoxLog.Level {
    fileprivate var asLogger: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
