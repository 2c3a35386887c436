import Devices
import Foundation
import Scenarios

/// The guest of `Simulator/vm`: QEMU with Debian's kernel and the shipping station, which speaks over a serial line. Used
/// from one thread.
///
///     start ──> up ──> attached 1-1 ... ──tell("end")──> verify, golden, done ──> ended
///        └────────────kill() at any time────────────────────────────────────────────^
package final class GuestMachine {
    /// What a machine is made of: files of `Simulator/vm`.
    package struct Parts: Hashable, Sendable {
        /// The script that becomes QEMU.
        package var boot: String
        /// The folder with kernel and system.
        package var cache: String
        /// The folder of this run.
        package var folder: String

        package init(boot: String, cache: String, folder: String) {
            (self.boot, self.cache, self.folder) = (boot, cache, folder)
        }

        package var console: String { folder + "/console" }
        package var disk: String { folder + "/journal.img" }
        package var writes: String { folder + "/writes.log" }
        /// A system as a site installs it, and what it starts from.
        package var site: String { folder + "/site.img" }
        package var freshSite: String { cache + "/debian.img" }
        /// The tree that the site has fetched and built.
        package var checkout: String { cache + "/checkout.img" }
    }

    package let parts: Parts
    private var process: HostProcess?

    package init(_ parts: Parts) { self.parts = parts }

    /// Starts QEMU and waits until the guest is up. A guest that ran is killed.
    ///
    /// - Parameters:
    ///   - port: the TCP port of this machine on which fake devices are offered.
    ///   - orders: what the guest does by itself, in order.
    ///   - logsWrites: whether everything written to the journal's disk is logged.
    package func start(port: UInt16, orders: [String] = [], logsWrites: Bool = false) throws(MachineError) {
        kill()
        if logsWrites, !FileManager.default.createFile(atPath: parts.writes, contents: nil) {
            throw MachineError("\(parts.writes) cannot be written; choose another folder")
        }
        let words = orders.map { $0.replacingOccurrences(of: " ", with: ":") }.joined(separator: ",")
        process = try HostProcess([
            parts.boot, parts.cache, parts.console, parts.disk, logsWrites ? parts.writes : "-",
            "scanstation.do=work", "scanstation.host=10.0.2.2:\(port)", "scanstation.orders=\(words)",
        ])
        _ = try lines(until: "up after", within: MachineLimit.boot)
    }

    /// Waits until the guest has said lines that begin with these words, one for each, in any order.
    ///
    /// - Returns: all it said meanwhile.
    @discardableResult
    package func waitFor(_ words: [String]) throws(MachineError) -> [String] {
        var missing = words
        var said: [String] = []
        while let word = missing.first {
            let lines = try lines(until: { line in missing.contains { line.hasPrefix($0) } }, named: word)
            if let came = lines.last, let index = missing.firstIndex(where: { came.hasPrefix($0) }) {
                missing.remove(at: index)
            }
            said += lines
        }
        return said
    }

    /// Which driver has each interface now.
    package func drivers() throws(MachineError) -> [GuestDriver] {
        tell("drivers")
        return try lines(until: "drivers told").compactMap(GuestDriver.init(told:))
    }

    /// Which driver has each interface of so many devices, once none has changed for two looks: udev loads drivers in its own
    /// time.
    package func settledDrivers(of devices: Int) throws(MachineError) -> [GuestDriver] {
        var last = try drivers()
        for _ in 0..<MachineLimit.looks {
            MonotonicClock.wait(until: MonotonicClock.now().advanced(by: MachineLimit.betweenLooks))
            let next = try drivers()
            if next == last, Set(next.map(\.socket)).count == devices { return next }
            last = next
        }
        throw failure("its drivers do not settle")
    }

    /// Ends the station with a signal; its exit code, or 128 and the number of the signal.
    package func stop(_ signal: String = "TERM") throws(MachineError) -> Int {
        tell("stop \(signal)")
        let line = try lines(until: "station ended with").last ?? ""
        return line.split(separator: " ").last.flatMap { Int($0) } ?? -1
    }

    /// What the guest says up to and with the line that begins so.
    @discardableResult
    package func lines(
        until word: String, within limit: Duration = MachineLimit.word
    ) throws(MachineError) -> [String] {
        try lines(until: { $0.hasPrefix(word) }, named: word, within: limit)
    }

    private func lines(
        until isWanted: (String) -> Bool, named word: String, within limit: Duration = MachineLimit.word
    ) throws(MachineError) -> [String] {
        var lines: [String] = []
        while true {
            guard let line = process?.nextLine(within: limit) else {
                throw failure("it has not said \"\(word)\" within \(limit)")
            }
            lines.append(line)
            if isWanted(line) { return lines }
            if line.hasPrefix("failed") { throw failure(line) }
            if line.hasPrefix("verify ended with"), line != "verify ended with 0" {
                throw failure(lines.filter { $0.hasPrefix("verify") }.joined(separator: "\n"))
            }
        }
    }

    package func tell(_ order: String) { process?.tell(order) }

    /// Ends the station in order, if it runs, and the guest.
    ///
    /// - Returns: what the guest said: `verify:` and `golden:` lines among others.
    package func end() throws(MachineError) -> [String] {
        tell("end")
        let lines = try lines(until: "done")
        if let ending = lines.first(where: { $0.hasPrefix("station ended with") }), ending != "station ended with 0" {
            throw failure(ending)
        }
        for word in ["verify ended with 0", "golden ended with 0"] where !lines.contains(word) {
            throw failure("it has not said \"\(word)\"; its last words: \(lines.suffix(3).joined(separator: " | "))")
        }
        if process?.ended(within: MachineLimit.powerOff) == nil { throw failure("it has not powered off") }
        process = nil
        return lines
    }

    /// Pulls the plug.
    package func kill() {
        process?.kill()
        process = nil
    }

    /// An error with the end of the guest's console.
    package func failure(_ what: String) -> MachineError { parts.failure(what) }
}

extension GuestMachine.Parts {
    /// An error with the end of the guest's console.
    func failure(_ what: String) -> MachineError {
        let console = [console, console + ".host"].flatMap { path in
            let text = (try? String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)) ?? ""
            return text.split(whereSeparator: \.isNewline).suffix(MachineLimit.consoleLines)
        }
        return MachineError(
            "the guest: \(what)\nits console (\(self.console)) ends:\n  \(console.joined(separator: "\n  "))")
    }
}
