import CLibUSB
package import Devices

extension LinkError {
    /// What a failed libusb call says, in the words of a link. A code outside the vocabulary travels with its own text.
    package init(usbCode code: Int32, device: String, attempt: String) {
        let reason: Reason =
            switch libusb_error(rawValue: code) {
            case LIBUSB_ERROR_ACCESS: .permissionDenied
            case LIBUSB_ERROR_NO_DEVICE: .disconnected
            case LIBUSB_ERROR_NOT_FOUND: .notFound
            case LIBUSB_ERROR_BUSY: .busy
            case LIBUSB_ERROR_NOT_SUPPORTED: .unsupported
            default: .other(code: code, text: String(cString: libusb_strerror(code)))
            }
        self.init(reason, device: device, attempt: attempt)
    }
}
