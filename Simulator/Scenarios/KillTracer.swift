import Devices
import Foundation

/// strace(1) as it is used here: it gives the station the pid that was started, and ends with it.
enum KillTracer {
    /// What writes, syncs, opens, cuts and deletes, what locks, what maps, what reads, what waits and starts threads, what
    /// talks to others.
    private static let kinds = [
        "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "fallocate", "openat", "unlink", "rename", "fchown",
        "close", "fcntl", "flock", "mmap", "munmap", "read", "pread64", "futex", "clone3", "poll", "epoll_wait",
        "ioctl", "bind", "sendto", "recvfrom",
    ]
    /// How long its report may take after the station has ended.
    private static let reportLimit: Duration = .seconds(2)

    static func watching(writing file: String) -> [String] {
        ["strace", "-D", "-f", "-q", "-o", file, "-e", "trace=" + kinds.joined(separator: ",")]
    }

    static func killing(at call: KillCall) -> [String] {
        [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call.name)", "-e",
            "inject=\(call.name):signal=SIGKILL:when=\(call.number)",
        ]
    }

    /// Reads the report on a station of this pid that has ended, once it is whole.
    ///
    /// - Returns: of each kind, as many calls as the thread made that makes most of it.
    static func calls(of pid: Int32, in file: String, life: KillCall.Life) throws -> [KillCall] {
        let due = MonotonicClock.now().advanced(by: reportLimit)
        while true {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            // strace pads the pid; its last line comes after ours has been reaped.
            if lines.last?.contains("+++ exited") == true, lines.last?.hasPrefix("\(pid) ") == true {
                return calls(in: lines, life: life)
            }
            if MonotonicClock.now() > due { throw KillFailure("strace has not finished \(file)") }
            MonotonicClock.wait(until: MonotonicClock.now().advanced(by: .milliseconds(5)))
        }
    }

    private static func calls(in lines: [Substring], life: KillCall.Life) -> [KillCall] {
        var counts: [Substring: [Substring: Int]] = [:]
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let end = words[1].firstIndex(of: "(") else { continue }
            counts[words[1][..<end].drop { $0 == " " }, default: [:]][words[0], default: 0] += 1
        }
        return kinds.flatMap { name in
            (0..<(counts[name[...]]?.values.max() ?? 0)).map { KillCall(life: life, name: name, number: $0 + 1) }
        }
    }
}

/// One system call of one kind, counted from 1 in each thread by itself.
package struct KillCall: Hashable, Sendable, CustomStringConvertible {
    /// Which station makes it.
    package enum Life: String, Hashable, CaseIterable, Sendable {
        /// One that starts without a journal.
        case first
        /// One that finds the journal of a station that was killed.
        case later
    }

    package var life: Life
    package var name: String
    package var number: Int

    package var kind: String { "\(name), \(life.rawValue) start" }
    package var description: String { "call \(number) of \(name) after the \(life.rawValue) start" }
}

extension KillCall {
    /// Takes so many: kind after kind in turn, so that rare kinds come as well, and of each kind any.
    package static func choose(
        _ count: Int, of calls: [KillCall], using random: inout some RandomNumberGenerator
    ) -> [KillCall] {
        let kinds = Dictionary(grouping: calls, by: \.kind).sorted { $0.key < $1.key }
        var stacks = kinds.map { $0.value.shuffled(using: &random) }.shuffled(using: &random)
        var chosen: Set<KillCall> = []
        while chosen.count < min(count, calls.count) {
            for place in stacks.indices where chosen.count < count {
                if let call = stacks[place].popLast() { chosen.insert(call) }
            }
        }
        return calls.filter(chosen.contains)
    }
}
