import Devices
import Foundation
package import Glibc

/// The shipping `scanstation run`, as a child of this process: started, known to be ready, ended, killed, started again.
///
///     start() ──READY=1──> runs ──stop(): SIGTERM──> ended, with a code
///        ^                   └────kill(): SIGKILL──> ended ──┐
///        └─────────────────────────────────────────────────-─┘
///
/// Used from one thread. What it writes goes to the end of the log file. A child that runs is killed with its owner.
package final class StationProcess {
    /// The program.
    package let binary: String
    package let configuration: String
    /// Standard error and output of every start.
    package let log: String
    /// What the child's environment has besides this process's own.
    private let environment: [String: String]
    /// 0 while none runs.
    package private(set) var pid: pid_t = 0

    package init(configuration: String, log: String, environment: [String: String], binary: String? = nil) {
        self.binary = binary ?? StationProcess.besideThisProgram
        self.configuration = configuration
        self.log = log
        self.environment = environment
    }

    deinit { kill() }

    package var isRunning: Bool { pid > 0 }

    /// Starts the station and does not wait for anything it says.
    package func startUnheard() throws(ScenarioError) {
        if isRunning { throw failure("start", "it runs already") }
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        pid = try spawn([binary, "run", "--config", configuration], variables)
    }

    /// Tells it to end in order, and does not wait.
    package func tellToEnd() { if isRunning { Glibc.kill(pid, SIGTERM) } }

    /// Whether it has ended by itself since it was started; then it can be started again.
    package var hasEnded: Bool { !isRunning || reap(blocking: false) != nil }

    /// The `scanstation` that was built together with the running program.
    package static var besideThisProgram: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("scanstation").path
    }

    /// Starts the station and returns when it has said that it takes scans.
    ///
    /// - Parameter tracer: words of a program that runs the station under the pid it is started with.
    package func start(
        under tracer: [String] = [], within limit: Duration = ScenarioLimit.start
    ) throws(ScenarioError) {
        if isRunning { throw failure("start", "it runs already") }
        guard let notices = NotifySocket() else { throw failure("start", "no socket to hear of its readiness") }
        var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        variables["NOTIFY_SOCKET"] = notices.name
        variables["WATCHDOG_USEC"] = nil
        pid = try spawn(tracer + [binary, "run", "--config", configuration], variables)
        let due = MonotonicClock.now().advanced(by: limit)
        while MonotonicClock.now() < due {
            if notices.hears("READY=1", within: .milliseconds(50)) { return }
            if let code = reap(blocking: false) { throw failure("start", "it ended with \(code)") }
        }
        kill()
        throw failure("start", "it was not ready within \(limit)")
    }

    /// Tells the station to end in order and waits for it.
    ///
    /// - Returns: its exit code; 128 and the signal's number when a signal ended it.
    package func stop(within limit: Duration = ScenarioLimit.stop) throws(ScenarioError) -> Int32 {
        guard isRunning else { throw failure("stop", "it does not run") }
        Glibc.kill(pid, SIGTERM)
        let due = MonotonicClock.now().advanced(by: limit)
        while MonotonicClock.now() < due {
            if let code = reap(blocking: false) { return code }
            usleep(1000)
        }
        kill()
        throw failure("stop", "it did not end within \(limit) and was killed")
    }

    /// Ends the station as a power cut would; nothing when none runs.
    package func kill() {
        guard isRunning else { return }
        Glibc.kill(pid, SIGKILL)
        _ = reap(blocking: true)
    }

    /// Runs another subcommand to its end.
    ///
    /// - Parameter insideWorld: whether it sees the fake devices.
    /// - Returns: its exit code and its standard output.
    package func run(
        _ arguments: [String], insideWorld: Bool = false
    ) throws(ScenarioError) -> (code: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        for (name, value) in environment { variables[name] = insideWorld ? value : nil }
        process.environment = variables
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw failure("run", "\(arguments.first ?? ""): \(error)")
        }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    private func reap(blocking: Bool) -> Int32? {
        var status: Int32 = 0
        guard waitpid(pid, &status, blocking ? 0 : WNOHANG) == pid else { return nil }
        pid = 0
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private func failure(_ attempt: String, _ outcome: String) -> ScenarioError {
        .station(attempt: attempt, outcome: outcome, log: log)
    }

    private func spawn(_ words: [String], _ variables: [String: String]) throws(ScenarioError) -> pid_t {
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw failure("start", "\(log): \(String(cString: strerror(errno)))") }
        defer { close(output) }
        do {
            return try ChildProcess.start(words, environment: variables, output: output)
        } catch {
            throw failure("start", "\(error)")
        }
    }
}
