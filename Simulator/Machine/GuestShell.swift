import Devices
import Foundation
import Scenarios

/// A Debian guest of `Simulator/vm debian`, and the shell of its ordinary user on the serial line. Used from one thread.
///
///     boot() ──> logged in ──run()──> ... ──end()──> off ──boot()──> ...
final class GuestShell {
    private let parts: GuestMachine.Parts
    private var process: HostProcess?

    init(_ parts: GuestMachine.Parts) { self.parts = parts }

    /// Lays a system on which nothing is installed yet.
    func lay() throws(MachineError) {
        let copied = try HostProcess.run(["cp", "--sparse=always", parts.freshSite, parts.site])
        if copied.code != 0 { throw MachineError("the site's disk cannot be made: \(copied.output)") }
    }

    /// Starts QEMU, and waits until the user's shell answers.
    func boot() throws(MachineError) {
        process = try HostProcess(
            [parts.boot, parts.cache, parts.console, "-", "-", "scanstation.init=/sbin/init"],
            environment: ["VM_SYSTEM": parts.site, "VM_CHECKOUT": parts.checkout])
        let due = MonotonicClock.now().advanced(by: MachineLimit.login)
        // What is typed before there is a shell is lost.
        var isThere = false
        while !isThere {
            if MonotonicClock.now() > due { throw parts.failure("nobody is logged in after \(MachineLimit.login)") }
            process?.tell("stty -echo; PS1= PS2=; bind 'set enable-bracketed-paste off'; echo here-$((6 * 7))")
            let wait = MonotonicClock.now().advanced(by: MachineLimit.betweenAsking)
            while MonotonicClock.now() < wait, !isThere {
                isThere = process?.nextLine(within: MachineLimit.betweenAsking)?.hasSuffix("here-42") ?? false
            }
        }
        // Of what was typed before, all is answered when this is.
        process?.tell("echo all-$((6 * 7))")
        while let line = process?.nextLine(within: MachineLimit.word) {
            if line.hasSuffix("all-42") { return }
        }
        throw parts.failure("its shell has stopped answering")
    }

    /// Runs a command line as the ordinary user, with nothing to read.
    ///
    /// - Returns: its exit code and what it wrote, without the last line's end.
    func run(_ command: String) throws(MachineError) -> (code: Int, output: String) {
        // A terminal cuts lines at 4,096 bytes; and whatever reads must not read the next command.
        let coded = Data(command.utf8).base64EncodedString()
        if coded.utf8.count > Self.longestCommand { throw MachineError("too long a command: \(command)") }
        // The empty line ends a last line that has no end.
        process?.tell(
            "eval \"$(echo \(coded) | base64 -d)\" </dev/null 2>&1; code=$?; echo; echo \"\(Self.ending)$code\"")
        return try answer(to: command)
    }

    private func answer(to command: String) throws(MachineError) -> (code: Int, output: String) {
        var lines: [String] = []
        while let line = process?.nextLine(within: MachineLimit.command) {
            if line.hasPrefix(Self.ending), let code = Int(line.dropFirst(Self.ending.count)) {
                if lines.last == "" { lines.removeLast() }
                return (code, lines.joined(separator: "\n"))
            }
            lines.append(line)
        }
        throw parts.failure("\"\(command)\" has not ended; it said: \(lines.suffix(5).joined(separator: " | "))")
    }

    private static let ending = "=ended "
    private static let longestCommand = 4000

    /// Runs a command that has to end with 0.
    ///
    /// - Returns: what it wrote.
    @discardableResult
    func must(_ command: String) throws(MachineError) -> String {
        let (code, output) = try run(command)
        if code != 0 { throw parts.failure("\"\(command)\" ended with \(code): \(output)") }
        return output
    }

    /// Asks again and again until a command ends with 0.
    func wait(for command: String, _ what: String) throws(MachineError) {
        let due = MonotonicClock.now().advanced(by: MachineLimit.word)
        var last = ""
        while MonotonicClock.now() < due {
            let (code, output) = try run(command)
            if code == 0 { return }
            last = output
            MonotonicClock.wait(until: MonotonicClock.now().advanced(by: MachineLimit.betweenAsking))
        }
        throw parts.failure("\(what) within \(MachineLimit.word): \(last)")
    }

    /// Writes a file of the ordinary user.
    func write(_ text: String, to path: String) throws(MachineError) {
        try must("rm -f \(path)")
        let coded = Array(Data(text.utf8).base64EncodedString().utf8)
        for start in stride(from: 0, to: coded.count, by: Self.pieceBytes) {
            let piece = coded[start..<min(start + Self.pieceBytes, coded.count)]
            try must("echo \(String(decoding: piece, as: UTF8.self)) >>\(path).coded")
        }
        try must("base64 -d \(path).coded >\(path) && rm \(path).coded")
    }

    /// What fits into a command when it is coded again.
    private static let pieceBytes = 2400

    /// Ends it, or starts it again: a boot has to follow then.
    func end(by command: String) throws(MachineError) {
        process?.tell(command)
        if process?.ended(within: MachineLimit.command) == nil { throw failure("\"\(command)\" has not ended it") }
        process = nil
    }

    func failure(_ what: String) -> MachineError { parts.failure(what) }

    /// Pulls the plug.
    func kill() {
        process?.kill()
        process = nil
    }
}
