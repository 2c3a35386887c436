import Foundation
import Glibc
import Scenarios

/// Debian's Chromium without a window, told what to do over its DevTools pipe: JSON messages that end in a zero byte.
final class BenchBrowser {
    private let pid: pid_t
    private let folder: String
    private let toBrowser: Int32
    private let fromBrowser: Int32
    private var rest: [UInt8] = []
    private var number = 0
    private var session: String?

    /// - Parameter folder: for its profile and pipes; it is removed in the end.
    init(folder: String) throws {
        self.folder = folder
        let (input, output) = (folder + "/in", folder + "/out")
        guard mkfifo(input, 0o600) == 0, mkfifo(output, 0o600) == 0 else { throw BenchError("no pipes in \(folder)") }
        // For reading and writing, so that neither side waits for the other to open.
        toBrowser = Glibc.open(input, O_RDWR | O_CLOEXEC)
        fromBrowser = Glibc.open(output, O_RDWR | O_CLOEXEC)
        let log = Glibc.open(folder + "/log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(log) }
        let command =
            "exec chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run "
            + "--window-size=1024,600 --user-data-dir=\"$3\" --remote-debugging-pipe about:blank 3<\"$1\" 4>\"$2\""
        do {
            pid = try ChildProcess.start(
                ["sh", "-c", command, "sh", input, output, folder + "/profile"],
                environment: ProcessInfo.processInfo.environment.filter { $0.key != "LD_PRELOAD" }, output: log)
        } catch {
            throw BenchError("Chromium cannot be started: \(error); install chromium")
        }
    }

    func end() {
        _ = try? call("Browser.close", [:])
        var status: Int32 = 0
        for _ in 0..<100 where waitpid(pid, &status, WNOHANG) == 0 { benchPause(.milliseconds(50)) }
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
        close(toBrowser)
        close(fromBrowser)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Opens a page and looks at it from now on.
    func open(_ address: String) throws {
        let target = try call("Target.createTarget", ["url": address])["targetId"] as? String
        session =
            try call("Target.attachToTarget", ["targetId": target ?? "", "flatten": true])["sessionId"] as? String
    }

    /// The value of an expression in the page.
    func evaluate(_ expression: String) throws -> Any? {
        let answer = try call("Runtime.evaluate", ["expression": expression, "returnByValue": true])
        return (answer["result"] as? [String: Any])?["value"]
    }

    private func call(_ method: String, _ parameters: [String: Any]) throws -> [String: Any] {
        number += 1
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
        guard write(toBrowser, bytes, bytes.count) == bytes.count else { throw BenchError("Chromium takes nothing") }
        while let answer = try next() {
            guard answer["id"] as? Int == number else { continue }
            if let error = answer["error"] { throw BenchError("\(method): \(error)") }
            return answer["result"] as? [String: Any] ?? [:]
        }
        throw BenchError("Chromium does not answer \(method)")
    }

    private func next() throws -> [String: Any]? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if let end = rest.firstIndex(of: 0) {
                let message = Data(rest[..<end])
                rest.removeFirst(end + 1)
                return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
            }
            var waiting = pollfd(fd: fromBrowser, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 30_000) > 0 else { return nil }
            let count = read(fromBrowser, &buffer, buffer.count)
            if count <= 0 { return nil }
            rest += buffer[..<count]
        }
    }
}
