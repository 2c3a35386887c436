import Devices
import Glibc

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
        let variables = environment.map { "\($0.key)=\($0.value)" }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = variables.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var child = pid_t()
        begun = benchNow()
        let code = posix_spawn(&child, arguments[0], &actions, nil, &argv, &envp)
        close(ends[1])
        pid = child
        guard code == 0 else {
            close(ends[0])
            throw BenchError("cannot start \(arguments[0]): \(String(cString: strerror(code)))")
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

    /// CPU time of all its living threads so far, in nanoseconds.
    var cpuNanoseconds: Int64 {
        threads.reduce(0) { sum, thread in
            let text = String(decoding: contents(of: "/proc/\(pid)/task/\(thread)/schedstat"), as: UTF8.self)
            return sum + (text.split(separator: " ").first.flatMap { Int64($0) } ?? 0)
        }
    }

    private var threads: [String] {
        guard let folder = opendir("/proc/\(pid)/task") else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.first?.isNumber == true { names.append(name) }
        }
        return names
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
