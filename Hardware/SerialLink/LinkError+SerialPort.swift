import CLibSerialPort
package import Devices
import Glibc

extension LinkError {
    /// What a failed libserialport call says, in the words of a link. Call it right after the failing call: the code is
    /// the thread's `errno`, which the next call overwrites.
    init(afterSerialCall result: sp_return, device: String, attempt: String) {
        switch result {
        case SP_ERR_ARG: self.init(.notFound, device: device, attempt: attempt)
        case SP_ERR_SUPP: self.init(.unsupported, device: device, attempt: attempt)
        case SP_ERR_MEM: self.init(systemCode: ENOMEM, device: device, attempt: attempt)
        default: self.init(systemCode: sp_last_error_code(), device: device, attempt: attempt)
        }
    }

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
