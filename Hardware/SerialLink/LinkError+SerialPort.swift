import CLibSerialPort
import Devices
import Glibc
import Threads

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
}
