package import Devices
import Glibc
import Synchronization

/// A serial port, USB or on-board, as a link, through libserialport.
///
/// A thread of its own waits for bytes and hands each chunk to the sink the moment the operating system delivers it; no
/// timer runs. When the device hangs up, the port is closed first, so that its name is free, and then `unplugged` is
/// delivered, once. A link that was closed by its owner delivers nothing more.
package final class SerialPortLink: Link {
    private let line: SerialLine
    /// The reading thread, until somebody has joined it.
    private let thread: Mutex<pthread_t?>

    /// Opens a node such as `/dev/ttyACM0` for this process alone, with DTR and RTS asserted, no flow control and an
    /// empty input. The sink is called on the link's own thread.
    ///
    /// Errors: `notFound`, `permissionDenied`, `busy` (another program has it), `unsupported` (the driver refuses the
    /// settings), `disconnected` (it went away meanwhile).
    package static func open(
        _ node: String, settings: LineSettings, sink: @escaping LinkSink
    ) throws(LinkError) -> SerialPortLink {
        let line = try SerialLine(node: node, settings: settings, sink: sink)
        return SerialPortLink(line, thread: try startReading(line, node))
    }

    private init(_ line: SerialLine, thread: pthread_t) {
        self.line = line
        self.thread = Mutex(thread)
    }

    deinit { close() }

    package func send(_ bytes: [UInt8]) throws(LinkError) { try line.send(bytes) }

    /// Closes the port and waits until the thread has ended; called from the sink, it does not wait. Calling it again
    /// does nothing.
    package func close() {
        line.end()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        if pthread_equal(running, pthread_self()) != 0 {
            pthread_detach(running)
        } else {
            pthread_join(running, nil)
        }
    }

    private static func startReading(_ line: SerialLine, _ node: String) throws(LinkError) -> pthread_t {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(line)
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<SerialLine>.fromOpaque(context).takeRetainedValue().readUntilEnd()
                return nil
            }, retained.toOpaque())
        if code != 0 {
            retained.release()
            throw LinkError(systemCode: code, device: node, attempt: "start a thread")
        }
        return thread
    }
}
