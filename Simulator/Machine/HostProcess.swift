import Devices
import Foundation
import Glibc
import Scenarios

/// A child of this process with a line to it and one from it. Used from one thread; killed with its owner.
///
///     start ──> runs ──nextLine(), tell()──> runs ──kill() or its own end──> ended
final class HostProcess {
    private(set) var pid: pid_t
    private let input: Channel
    private let output: Channel
    private var heard: [UInt8] = []

    /// A pipe whose both ends this process keeps: writing to it never ends this process.
    private struct Channel: ~Copyable {
        let from: Int32
        let to: Int32

        init() throws(MachineError) {
            var ends: [Int32] = [-1, -1]
            if pipe(&ends) != 0 { throw MachineError("no pipe: \(String(cString: strerror(errno)))") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (from, to) = (ends[0], ends[1])
        }

        deinit {
            close(from)
            close(to)
        }
    }

    init(_ words: [String], environment: [String: String] = [:]) throws(MachineError) {
        input = try Channel()
        output = try Channel()
        do {
            pid = try ChildProcess.start(
                words, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
                output: output.to, input: input.from)
        } catch {
            throw MachineError("\(error)")
        }
    }

    deinit { kill() }

    /// Says a line to it.
    func tell(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(input.to, bytes, bytes.count)
    }

    /// The next line it says; nil when none comes within this time.
    func nextLine(within limit: Duration) -> String? {
        let due = MonotonicClock.now().advanced(by: limit)
        while true {
            if let end = heard.firstIndex(of: 0x0A) {
                let line = String(decoding: heard[..<end].filter { $0 != 0x0D }, as: UTF8.self)
                heard.removeSubrange(...end)
                return line
            }
            let left = MonotonicClock.now().duration(to: due)
            if left <= .zero || heard.count > MachineLimit.lineBytes || !hearsMore(within: left) { return nil }
        }
    }

    private func hearsMore(within limit: Duration) -> Bool {
        var waited = pollfd(fd: output.from, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, Int32(clamping: limit.inNanoseconds / 1_000_000 + 1)) > 0 else { return false }
        let more = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(0, read(output.from, buffer.baseAddress, buffer.count))
        }
        heard += more
        return !more.isEmpty
    }

    /// Waits for its end.
    ///
    /// - Returns: its exit code; 128 and the signal's number when a signal ended it; nil when it still runs.
    func ended(within limit: Duration) -> Int32? {
        let due = MonotonicClock.now().advanced(by: limit)
        while MonotonicClock.now() < due {
            if let code = reap(blocking: false) { return code }
            usleep(1000)
        }
        return nil
    }

    /// Ends it as a pulled plug would; nothing when it has ended.
    func kill() {
        guard pid > 0 else { return }
        Glibc.kill(pid, SIGKILL)
        _ = reap(blocking: true)
    }

    private func reap(blocking: Bool) -> Int32? {
        var status: Int32 = 0
        guard pid > 0, waitpid(pid, &status, blocking ? 0 : WNOHANG) == pid else { return nil }
        pid = 0
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Runs a program to its end.
    ///
    /// - Returns: its exit code, and what it said.
    static func run(_ words: [String]) throws(MachineError) -> (code: Int32, output: String) {
        let process = try HostProcess(words)
        let due = MonotonicClock.now().advanced(by: MachineLimit.tool)
        var code: Int32?
        while code == nil, MonotonicClock.now() < due {
            _ = process.hearsMore(within: .milliseconds(1))
            code = process.reap(blocking: false)
        }
        while process.hearsMore(within: .zero) {}
        guard let code else { throw MachineError("\(words[0]) has not ended within \(MachineLimit.tool)") }
        return (code, String(decoding: process.heard, as: UTF8.self))
    }
}
