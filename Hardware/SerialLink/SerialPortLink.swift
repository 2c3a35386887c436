package import Devices
import Threads

/// A serial port, USB or on-board, as a link, through libserialport.
///
/// A thread of its own waits for bytes and hands each chunk to the sink the moment the operating system delivers it; no
/// timer runs. When the device hangs up, the port is closed first, so that its name is free, and then `unplugged` is
/// delivered, once. A link that was closed by its owner delivers nothing more.
package final class SerialPortLink: Link {
    private let line: SerialLine
    /// Reads until the line is ended.
    private let thread: JoinedThread

    /// Opens a node such as `/dev/ttyACM0` for this process alone, with DTR and RTS asserted, no flow control and an
    /// empty input. The sink is called on the link's own thread.
    ///
    /// Errors: `notFound`, `permissionDenied`, `busy` (another program has it), `unsupported` (the driver refuses the
    /// settings), `disconnected` (it went away meanwhile).
    package static func open(
        _ node: String, settings: LineSettings, sink: @escaping LinkSink
    ) throws(LinkError) -> SerialPortLink {
        let line = try SerialLine(node: node, settings: settings, sink: sink)
        do {
            return SerialPortLink(line, thread: try .start { line.readUntilEnd() })
        } catch {
            throw LinkError(systemCode: error.code, device: node, attempt: "start a thread")
        }
    }

    private init(_ line: SerialLine, thread: JoinedThread) {
        self.line = line
        self.thread = thread
    }

    deinit { close() }

    package func send(_ bytes: [UInt8]) throws(LinkError) { try line.send(bytes) }

    /// Closes the port and waits until the thread has ended; called from the sink, it does not wait. Calling it again
    /// does nothing.
    package func close() {
        line.end()
        thread.join()
    }
}
