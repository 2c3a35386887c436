package import Devices
import Glibc

extension LinkError {
    /// What an `errno` says about a device. A code outside the vocabulary travels with its own text.
    package init(systemCode code: Int32, device: String, attempt: String) {
        let reason: Reason =
            switch code {
            case ENOENT: .notFound
            case EACCES, EPERM: .permissionDenied
            case EBUSY, EWOULDBLOCK: .busy
            case EIO, ENXIO, ENODEV: .disconnected
            case ENOTTY, EINVAL, EOPNOTSUPP: .unsupported
            default: .other(code: code, text: String(cString: strerror(code)))
            }
        self.init(reason, device: device, attempt: attempt)
    }
}
