import ArgumentParser
import Assembly
import Controller
import Foundation
import HotPlug
import Journal
import Kiosk
import Logging
import ServiceLifecycle
import Station
import USBLink
import UnixSignals

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take scans until told to end (SIGTERM or SIGINT).",
        discussion: "Logs go to standard error. With systemd, use Type=notify; the watchdog is fed by the loop itself.")

    @OptionGroup var configuration: ConfigurationOption

    @Flag(name: [.short, .long], help: "Log every verdict.")
    var verbose = false

    func run() async throws {
        let configuration = try configuration.load()
        var log = Logger(label: "scanstation") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = verbose ? .debug : .info
        let screen = configuration.kiosk.map { KioskScreen(rules: KioskRules($0), log: log) }
        let station = StationService(configuration: configuration, log: log, screen: screen)
        var services: [any Service] = [station]
        if let screen { services.append(screen.server) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { service in
                    .init(
                        service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }))
        try await group.run()
    }
}

/// The running station: threads for links, hot plug and status, and one that serves what none of these carries out itself;
/// ended in order.
struct StationService: Service {
    let configuration: Configuration
    let log: Logger
    let screen: KioskScreen?
    private let mailbox = Mailbox<BoxMessage>(capacity: LoopLimit.mailboxMessages)

    init(configuration: Configuration, log: Logger, screen: KioskScreen? = nil) {
        self.configuration = configuration
        self.log = log
        self.screen = screen
    }

    func run() async throws {
        let outcome = await withGracefulShutdownHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread { continuation.resume(returning: Result { try work() }) }
                thread.stackSize = LoopThread.stackBytes
                thread.start()
            }
        } onGracefulShutdown: {
            mailbox.put(.stop)
        }
        try outcome.get()
    }

    /// All of the serving thread.
    private func work() throws {
        let book = try configuration.codeBook()
        let roster = try configuration.roster(book)?.index
        do {
            let journal = try openJournal()
            let loop = try ControlLoop(
                configuration: configuration, book: book, journal: journal, clocks: SystemClocks.clocks,
                roster: roster)
            let mailbox = mailbox
            let monitor = try HotPlugMonitor.start { _ in mailbox.put(.hotPlug) }
            let bus = startBus()
            let status = try StatusSocket(runtimeDirectory: configuration.runtimeDirectory, mailbox: mailbox)
            let beats = screen.map { _ in Beats(mailbox) }
            screen?.readEarlier(journal, mailbox)
            defer {
                beats?.stop()
                monitor.stop()
                bus?.stop()
                status.close()
            }
            let box = Box(
                configuration: configuration, loop: loop, mailbox: mailbox, log: log,
                notifier: Notifier(environment: ProcessInfo.processInfo.environment),
                names: configuration.names(journal),
                shown: configuration.names(journal, configuration.kiosk?.persons ?? .digits),
                doors: Doors(network: Crew(configuration).network, usb: bus),
                screen: screen, roster: roster)
            try box.run()
        } catch let error as JournalError {
            throw ending(for: error)
        } catch let error as ExitCode {
            throw error
        } catch {
            complain("\(error)")
            throw StationExit.journal
        }
    }

    /// A box without USB has devices on other ports.
    private func startBus() -> USBBus? {
        let mailbox = mailbox
        do {
            return try USBBus.start { mailbox.put(.hotPlug) }
        } catch {
            log.warning("USB devices without a port are not seen", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    private func openJournal() throws(JournalError) -> JournalFile {
        let report = JournalFile.durabilityReport(path: configuration.journalPath)
        for finding in report.findings where finding.severity != .fatal {
            let level: Logger.Level = finding.severity == .unsafe ? .critical : .warning
            log.log(level: level, "\(finding.what)", metadata: ["remedy": "\(finding.remedy)"])
        }
        if let fatal = report.findings.first(where: { $0.severity == .fatal }) {
            throw .cannotOpen(path: configuration.journalPath, reason: "\(fatal.what); \(fatal.remedy)")
        }
        return try JournalFile.open(
            path: configuration.journalPath, station: configuration.settings.station, random: systemRandom)
    }
}

enum LoopThread {
    /// Stack of the loop's thread.
    static let stackBytes = 1 << 20
}
