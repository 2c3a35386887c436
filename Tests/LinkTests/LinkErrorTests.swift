import Devices
import Glibc
import SerialLink
import Testing
import Threads

@Suite("What the operating system's codes say of a link")
struct LinkErrorTests {
    @Test(
        "a code becomes a word of the link's vocabulary",
        arguments: [
            (ENOENT, LinkError.Reason.notFound), (EACCES, .permissionDenied), (EPERM, .permissionDenied),
            (EBUSY, .busy), (EAGAIN, .busy), (EIO, .disconnected), (ENXIO, .disconnected), (ENODEV, .disconnected),
            (EINVAL, .unsupported), (ENOTTY, .unsupported),
            (EMFILE, .other(code: EMFILE, text: "Too many open files")),
        ])
    func vocabulary(code: Int32, reason: LinkError.Reason) {
        #expect(LinkError(systemCode: code, device: "/dev/ttyACM0", attempt: "open").reason == reason)
    }
}
