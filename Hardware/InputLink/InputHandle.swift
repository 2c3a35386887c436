import CInput
import Devices
import Glibc
import Threads

/// The one owner of an open and grabbed event node: from `init` to `deinit` its keys reach nobody else.
struct InputHandle: ~Copyable {
    /// What is read at once: as many events as the kernel keeps for one client of a keyboard.
    private static let events = 64

    let descriptor: Int32

    init(node: String) throws(LinkError) { descriptor = try Self.grabbed(node) }

    /// Opens and grabs; what is not there is not opened.
    private static func grabbed(_ node: String) throws(LinkError) -> Int32 {
        if access(node, F_OK) != 0 { throw LinkError(systemCode: errno, device: node, attempt: "open") }
        let opened = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        if opened < 0 { throw LinkError(systemCode: errno, device: node, attempt: "open") }
        if input_grab(opened, 1) != 0 {
            let failure = LinkError(systemCode: errno, device: node, attempt: "take the keys for this station alone")
            _ = close(opened)
            throw failure
        }
        return opened
    }

    deinit {
        _ = input_grab(descriptor, 0)
        _ = close(descriptor)
    }

    /// What has arrived; nil once the device is gone, empty when there is nothing now.
    borrowing func read() -> [input_event]? {
        var code: Int32 = 0
        let events = [input_event](unsafeUninitializedCapacity: Self.events) { buffer, count in
            let bytes = Glibc.read(descriptor, buffer.baseAddress, buffer.count * MemoryLayout<input_event>.stride)
            code = bytes < 0 ? errno : bytes == 0 ? ENODEV : 0
            count = max(0, bytes) / MemoryLayout<input_event>.stride
        }
        return code == 0 || code == EAGAIN || code == EINTR ? events : nil
    }
}
