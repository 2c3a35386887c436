import Devices
import Glibc
import Scenarios

/// A program that is measured: started, watched through its standard error and /proc, ended.
final class BenchProcess: Sendable {
    let pid: pid_t
    /// Monotonic time just before it was started, nanoseconds.
    let begun: Int64
    /// Lines of its standard error, with the time each came.
    let lines = BenchInbox<(at: Int64, text: String)>()

    init(_ arguments: [String], environment: [String: String]) throws(BenchError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchError("no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        begun = benchNow()
        do {
            pid = try ChildProcess.start(arguments, environment: environment, output: ends[1])
            close(ends[1])
        } catch {
            for end in ends { close(end) }
            throw BenchError("\(error)")
        }
        try listen(ends[0])
    }

    private func listen(_ descriptor: Int32) throws(BenchError) {
        let listening = Unmanaged.passRetained(Listening(descriptor: descriptor, lines: lines))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Listening>.fromOpaque(context).takeRetainedValue().untilEnd()
                return nil
            }, listening.toOpaque())
        if code != 0 {
            listening.release()
            throw BenchError("no thread")
        }
        pthread_detach(thread)
    }

    /// When a line with these words came; lines before it are forgotten.
    func line(with words: String, within limit: Duration = .seconds(10)) throws(BenchError) -> Int64 {
        var seen: [String] = []
        while let line = lines.take(within: limit) {
            if line.text.contains(words) { return line.at }
            seen.append(line.text)
        }
        throw BenchError("process \(pid) did not say \"\(words)\"; it said: \(seen.joined(separator: " | "))")
    }

    /// Ends it and waits for it; 9 (SIGKILL) leaves it no time.
    func end(signal: Int32 = SIGTERM) {
        kill(pid, signal)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR { continue }
    }

    // MARK: /proc

    /// Resident memory now, in KiB.
    var residentKibibytes: Int {
        let status = String(decoding: contents(of: "/proc/\(pid)/status"), as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }

    /// CPU time of all its threads so far, those that ended too, in nanoseconds.
    var cpuNanoseconds: Int64 {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// The reading end of a process's standard error.
private final class Listening: Sendable {
    private let descriptor: Int32
    private let lines: BenchInbox<(at: Int64, text: String)>

    init(descriptor: Int32, lines: BenchInbox<(at: Int64, text: String)>) {
        self.descriptor = descriptor
        self.lines = lines
    }

    func untilEnd() {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            let at = benchNow()
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                lines.put((at, String(decoding: rest[..<end], as: UTF8.self)))
                rest.removeFirst(end + 1)
            }
        }
        close(descriptor)
    }
}

/// A small file's bytes; empty when it cannot be read.
func contents(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count <= 0 { return all }
        all += buffer[..<count]
    }
}
