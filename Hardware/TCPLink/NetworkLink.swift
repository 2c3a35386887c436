package import Devices
import Glibc
import Threads

/// A raw TCP port as a link: a label printer in the network (port 9100).
///
/// Opening returns at once, and the connection is made on the link's own thread; where it cannot be made within
/// `NetworkLimit.connectTimeout`, the link reports `unplugged`, as it does when the other side closes. What is sent before the
/// connection stands is kept and goes out first. Bytes are handed over in order, each once.
package final class NetworkLink: Link {
    private let line: NetworkLine
    /// Connects and serves until the line is ended.
    private let thread: JoinedThread

    /// - Parameter host: An IPv4 address in four numbers; names are not looked up, which could take long.
    ///
    /// Errors: `notFound` for what is no address; the system's own for a missing socket or thread.
    package static func open(host: String, port: UInt16, sink: @escaping LinkSink) throws(LinkError) -> NetworkLink {
        let line = try NetworkLine(host: host, port: port, sink: sink)
        do {
            return NetworkLink(line, thread: try .start { line.serveUntilEnd() })
        } catch {
            throw LinkError(systemCode: error.code, device: line.name, attempt: "start a thread")
        }
    }

    private init(_ line: NetworkLine, thread: JoinedThread) {
        self.line = line
        self.thread = thread
    }

    deinit { close() }

    /// Errors: `busy` when more than `LinkLimit.queueBytes` would wait, `disconnected` once the link has ended.
    package func send(_ bytes: [UInt8]) throws(LinkError) { try line.send(bytes) }

    /// Closes the connection; what has not gone out is dropped. Called from the sink, it does not wait. Calling it again does
    /// nothing.
    package func close() {
        line.end()
        thread.join()
    }
}

package enum NetworkLimit {
    /// How long the other side may take to accept a connection.
    package static let connectTimeout: Duration = .seconds(3)
}
