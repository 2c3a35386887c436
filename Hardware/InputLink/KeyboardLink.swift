import CInput
package import Devices
import Glibc
import Synchronization
import Threads

/// A keyboard of the operating system as a link, grabbed through evdev: a scanner that types, or a numeric keypad. While it
/// is open its keys reach no console and no window.
///
/// Nothing can be sent to it. After an overrun of the kernel's buffer the link ends as if the device had been unplugged:
/// which keys are down is then not known, and opening it anew is the only way to know.
package final class KeyboardLink: Link {
    private let board: GrabbedKeyboard
    /// Reads until the board is ended.
    private let thread: JoinedThread

    /// Opens and grabs a node such as `/dev/input/event3`. The sink is called on the link's own thread, with chunks as
    /// `Wire.keys` has them.
    ///
    /// Errors: `notFound`, `permissionDenied`, `busy` (another program has grabbed it), `disconnected`.
    package static func open(_ node: String, sink: @escaping LinkSink) throws(LinkError) -> KeyboardLink {
        let board = try GrabbedKeyboard(node: node, sink: sink)
        do {
            return KeyboardLink(board, thread: try .start { board.readUntilEnd() })
        } catch {
            throw LinkError(systemCode: error.code, device: node, attempt: "start a thread")
        }
    }

    private init(_ board: GrabbedKeyboard, thread: JoinedThread) {
        self.board = board
        self.thread = thread
    }

    deinit { close() }

    /// Always fails: a keyboard takes nothing.
    package func send(_ bytes: [UInt8]) throws(LinkError) {
        throw LinkError(.unsupported, device: board.node, attempt: "send \(bytes.count) bytes")
    }

    /// Gives the keys back, and waits until the thread has ended; called from the sink, it does not wait. Calling it again
    /// does nothing.
    package func close() {
        board.ending.tell()
        thread.join()
    }
}

/// What the reading thread works on; it alone touches the handle.
private final class GrabbedKeyboard: Sendable {
    let node: String
    let ending: EndSignal
    private let descriptor: Int32
    private let handle: Mutex<InputHandle?>
    private let sink: LinkSink

    init(node: String, sink: @escaping LinkSink) throws(LinkError) {
        let opened = try InputHandle(node: node)
        do {
            ending = try EndSignal()
        } catch {
            throw LinkError(systemCode: error.code, device: node, attempt: "open")
        }
        descriptor = opened.descriptor
        handle = Mutex(opened)
        self.node = node
        self.sink = sink
    }

    /// Delivers frames of keys until the device is gone (delivered, with the node closed before) or the end is told (not
    /// delivered).
    func readUntilEnd() {
        var frames = KeyFrames()
        while ending.wait(for: descriptor) == .ready {
            let outcomes = arrived().map { frames.take($0) } ?? [KeyFrames.Outcome.overrun]
            for outcome in outcomes {
                guard case .chunk(let bytes) = outcome else {
                    letGo()
                    return sink(.unplugged)
                }
                sink(.bytes(bytes))
            }
        }
        letGo()
    }

    private func arrived() -> [input_event]? {
        handle.withLock { handle in
            switch handle {
            case .none: nil
            case .some(let handle): handle.read()
            }
        }
    }

    private func letGo() { handle.withLock { $0 = nil } }
}
