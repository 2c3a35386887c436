import Controller
import Foundation
import Journal
import Kiosk
import Logging
import Station

/// The screen of a running station: what it is told, and who serves it.
struct KioskScreen: Sendable {
    let telling: Telling
    let server: KioskServer
    let log: Logger

    init(rules: KioskRules, log: Logger) {
        self.log = log
        telling = Telling(boot: String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16))
        server = KioskServer(rules: rules, telling: telling, log: log) { address in
            log.info("the screen is served", metadata: ["address": "\(address)"])
        }
    }

    func feed(
        _ configuration: Configuration, _ words: Words, _ board: DeviceBoard, _ morning: Morning, _ roster: RosterIndex?
    ) -> KioskFeed {
        KioskFeed(
            telling: telling, words: words, language: configuration.spoken, board: board, morning: morning,
            exports: Exports(ofJournal: configuration.journalPath),
            roster: roster.map { RosterWatch($0, journal: configuration.journalPath, telling: telling, log: log) })
    }

    /// Reads what was recorded earlier today, beside the loop, and hands it over.
    func readEarlier(_ journal: JournalFile, _ mailbox: Mailbox<BoxMessage>) {
        let (path, sequence, log) = (journal.path, journal.sequence, log)
        let wall = SystemClocks.clocks.wall()
        let thread = Thread {
            do {
                let rows = try JournalFile.rows(
                    path: path, through: sequence, ofDay: wall.day, limit: KioskFeed.earlierRows)
                mailbox.put(.earlier(rows))
            } catch {
                log.warning("the screen's figures begin now", metadata: ["reason": "\(error)"])
                mailbox.put(.earlier([]))
            }
        }
        thread.start()
    }
}

extension KioskRules {
    init(_ written: Configuration.Kiosk) {
        self.init(
            host: written.host, port: written.port,
            network: written.network.map { network in
                Network(
                    token: network.token, certificate: network.certificate, key: network.key, hosts: network.hosts)
            })
    }
}

/// Asks the loop every second whether it is there. A thread of its own, because it may have to wait for a loop that is not.
final class Beats: Sendable {
    private let ended = DispatchSemaphore(value: 0)

    init(_ mailbox: Mailbox<BoxMessage>) {
        let ended = ended
        let thread = Thread {
            repeat { mailbox.put(.beat) } while ended.wait(timeout: .now() + 1) == .timedOut
        }
        thread.stackSize = 256 << 10
        thread.start()
    }

    func stop() { ended.signal() }
}
