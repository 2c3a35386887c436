import Devices
import Foundation
import Journal
import Scenarios
import USBIP

/// A site: the README's steps are taken on a fresh Debian by its ordinary user, word for word. Then the demo's shift is
/// worked on what was installed, while the service is restarted, killed and halted, and the box is rebooted.
package struct MachineSite {
    /// What happens to the service in the middle of work.
    package enum Break: String, CaseIterable, Sendable {
        /// Somebody restarts it.
        case restarted
        /// It is killed; systemd starts it again.
        case killed
        /// It does not answer any more; systemd's watchdog ends it and starts it again.
        case halted
        /// The box is started anew; the service starts by itself.
        case rebooted
    }

    /// What came of it.
    package struct Outcome: Sendable {
        /// Steps of the README that were taken.
        package var installed = 0
        package var steps = 0
        package var breaks: [Break] = []
        package var verified = ""
    }

    private let shell: GuestShell
    private let desk: Desk
    private let bus: USBIPBus
    private let configuration = ScenarioConfiguration.demo(
        folder: "/var/lib/scanstation", reader: .packetReader, printer: .printerOfUSB)
    private var outcome = Outcome()
    private var pending = Break.allCases
    private var last: Feedback?

    package init(_ parts: GuestMachine.Parts) throws {
        try FileManager.default.createDirectory(atPath: parts.folder, withIntermediateDirectories: true)
        shell = GuestShell(parts)
        bus = try USBIPBus(port: 0)
        desk = Desk(configuration, into: .bus(bus), patience: .emulated)
    }

    /// - Parameters:
    ///   - steps: the command lines of the README's part on sites, in order.
    ///   - golden: what `export --golden` has to give of the lane.
    ///   - told: hears a sentence after each part.
    package mutating func run(steps: [String], golden: String, told: (String) -> Void) throws -> Outcome {
        defer {
            shell.kill()
            bus.shut()
        }
        do {
            try shell.lay()
            try shell.boot()
            told("a fresh Debian is up: \(try shell.must("uname -r; systemctl --version | head -n 1").spaced)")
            try desk.plug()
            try connect()
            try install(steps, told)
            try checkService(told)
            try work(told)
            try end(golden, told)
        } catch let error as ScenarioError {
            throw shell.failure("\(error)")
        }
        return outcome
    }

    /// The cable between the fake devices and the box.
    private func connect() throws {
        try shell.must("sudo modprobe -a virtio_net vhci-hcd")
        try shell.must("sudo ip link set eth0 up && sudo ip address add 10.0.2.15/24 dev eth0")
        for identity in identities { try attach(identity) }
    }

    /// While the kernel still enumerates the device before, usbip has to be asked again.
    private func attach(_ identity: DeviceIdentity) throws {
        let socket = identity.portPath ?? ""
        try shell.wait(
            for: "sudo usbip --tcp-port \(bus.port) attach -r 10.0.2.2 -b \(socket)", "\(socket) was not attached")
    }

    private var identities: [DeviceIdentity] {
        configuration.scanners.map(\.model.identity) + configuration.devices.map(\.identity)
    }

    // MARK: Installing

    private mutating func install(_ steps: [String], _ told: (String) -> Void) throws {
        // Where things lie is what it is for every site.
        let lines = configuration.text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("journal:") && !$0.hasPrefix("runtime-directory:") }
        try shell.write(lines.joined(separator: "\n"), to: "site.yaml")
        // The hand in the editor.
        try shell.write("#!/bin/sh\ncat \"$HOME/site.yaml\" >\"$1\"\n", to: "editor")
        try shell.must("chmod +x editor && export SUDO_EDITOR=$PWD/editor && cd /srv/scanstation")
        for step in steps {
            if step.hasPrefix(Self.building) { continue }
            let begun = MonotonicClock.now()
            let (code, output) = try shell.run(step)
            if code != 0 {
                let log = try shell.run("sudo journalctl -u scanstation -o cat -n 20").output
                throw shell.failure("the README's step \"\(step)\" ended with \(code): \(output)\n\(log)")
            }
            outcome.installed += 1
            let seconds = begun.duration(to: MonotonicClock.now()).inNanoseconds / 1_000_000_000
            told("$ \(step)    (\(seconds) s)")
        }
    }

    /// The one step that is taken outside: a compiler is not a matter of the box.
    private static let building = "swift build "

    // MARK: The service

    private func checkService(_ told: (String) -> Void) throws {
        try waitUntilReady()
        let facts = try shell.must(
            """
            set -- $(systemctl show -p MainPID --value scanstation); sudo stat -c '%U %G' /proc/$1; \
            systemctl is-enabled scanstation; sudo stat -c '%U %a' /var/lib/scanstation \(configuration.journal); \
            ls /var/lib/scanstation 2>&1 >/dev/null | grep -o 'Permission denied'
            """)
        let expected = [
            "scanstation scanstation", "enabled", "scanstation 700", "scanstation 600", "Permission denied",
        ]
        let came = facts.split(whereSeparator: \.isNewline).map { String($0).spaced }
        if came != expected { throw shell.failure("the service is \(came), not \(expected)") }
        told("the service runs as the user scanstation; nobody else can look into its folder")
    }

    /// All devices are in use by the service that runs now.
    private func waitUntilReady() throws {
        try shell.wait(
            for: """
                test "$(\(Self.readies) | wc -l)" -ge \(identities.count) || \
                { systemctl status scanstation | tail -n 20; false; }
                """, "the station does not work with all devices")
        for place in configuration.scanners where !(try desk.scanner(place.name).opens(within: desk.patience.opening)) {
            throw shell.failure("the scanner \(place.name) was not opened")
        }
    }

    /// Prints the lines that say that a device is ready, of the service that runs now.
    private static let readies = """
        sudo journalctl -o cat _SYSTEMD_INVOCATION_ID=$(systemctl show -p InvocationID --value scanstation) \
        | grep -E 'device=.* ready$'
        """

    // MARK: The shift

    private mutating func work(_ told: (String) -> Void) throws {
        let steps = Shift.demo.steps
        // Breaks come where nothing is asked, spread over the shift.
        let share = steps.count / (Break.allCases.count + 1)
        for (index, step) in steps.enumerated() {
            do {
                try take(step)
            } catch {
                throw shell.failure("step \(index + 1), \(step): \(error)")
            }
            outcome.steps += 1
            let isDue = index >= share * (outcome.breaks.count + 1) && !Shift.demo.asks(after: index)
            if isDue, let next = pending.first, case .scan(_, let scanner) = step.act, last == .accepted {
                pending.removeFirst()
                try suffer(next, at: scanner)
                outcome.breaks.append(next)
                told("\(next.rawValue) after \(outcome.steps) steps; what it said last it said again, and it goes on")
            }
        }
        if let missed = pending.first { throw shell.failure("the shift had no moment for it to be \(missed.rawValue)") }
    }

    private mutating func take(_ step: ShiftStep) throws {
        switch step.act {
        case .scan(let item, let scanner): try expect(step, desk.scan(item, with: scanner).feedback)
        case .lay(let person): try expect(step, desk.lay(person))
        case .unplug(let scanner): try desk.scanner(scanner).unplug()
        case .replug(let name, _):
            let scanner = try desk.scanner(name)
            let readies = "\(Self.readies) | grep -c device=\(scanner.model.identity.id)"
            let before = try shell.run(readies).output
            try scanner.plug(into: desk.sockets)
            try attach(scanner.model.identity)
            // A scan at an open port is lost as long as the port is not set.
            try shell.wait(for: "test \"$(\(readies))\" -gt \(before)", "the scanner \(name) did not come back")
            try scanner.waitUntilOpen(within: desk.patience.opening)
        }
    }

    private mutating func expect(_ step: ShiftStep, _ came: Feedback) throws(MachineError) {
        if came != step.expected?.feedback {
            throw MachineError("expected \(step.expected.map { "\($0)" } ?? "nothing"), heard \(came)")
        }
        last = came
    }

    private func suffer(_ kind: Break, at scanner: String) throws {
        // A station that starts reads the card that lies on its reader; its owner has taken it.
        desk.lift()
        let before = try shell.must("systemctl show -p InvocationID --value scanstation")
        switch kind {
        case .restarted: try shell.must("sudo systemctl restart scanstation")
        case .killed: try shell.must("sudo systemctl kill -s KILL scanstation")
        case .halted: try shell.must("sudo systemctl kill -s STOP scanstation")
        case .rebooted:
            try shell.end(by: "sudo systemctl reboot")
            try shell.boot()
            try connect()
        }
        try shell.wait(
            for: """
                systemctl is-active -q scanstation && \
                test "$(systemctl show -p InvocationID --value scanstation)" != \(before)
                """, "the service has not started again")
        try waitUntilReady()
        // What was said last is said again where it was said.
        let repeated = try desk.scanner(scanner).nextVerdict(within: desk.patience.verdict)?.feedback
        if let repeated, repeated == last { return }
        throw shell.failure(
            "\(kind.rawValue): the scanner \(scanner) repeated \(repeated.map { "\($0)" } ?? "nothing")")
    }

    // MARK: The end

    private mutating func end(_ golden: String, _ told: (String) -> Void) throws {
        try shell.must("sudo systemctl stop scanstation")
        let code = try shell.must("systemctl show -p Result,ExecMainStatus --value scanstation").spaced
        if !["success 0", "0 success"].contains(code) { throw shell.failure("the service ended with \(code)") }
        outcome.verified = try shell.must("sudo -u scanstation scanstation verify")
        let came = try shell.must("sudo -u scanstation scanstation export --golden")
        // Every start dates the round again; what a lane did is the same with or without it.
        let lines = [came, golden].map { $0.split(separator: "\n").drop { !$0.hasPrefix("lane ") }.map(String.init) }
        if lines[0].isEmpty || lines[0] != lines[1] {
            let line = zip(lines[0], lines[1]).enumerated().first { $1.0 != $1.1 }
            throw shell.failure(
                """
                the golden record has \(lines[0].count) lines, not \(lines[1].count); of line \((line?.offset ?? 0) + 1) \
                came \(line.map { "\"\($1.0)\", not \"\($1.1)\"" } ?? "nothing")
                """)
        }
        try shell.end(by: "sudo systemctl poweroff")
    }
}

extension String {
    /// Its words with a space between them.
    fileprivate var spaced: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
