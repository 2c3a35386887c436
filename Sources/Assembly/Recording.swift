import Attach
import Catalog
import Devices
import Recorder

extension FlightRecorder.Passed {
    init(_ event: LinkEvent) {
        self =
            switch event {
            case .bytes(let bytes): .received(bytes)
            case .answered(_, let answer): .answered(answer)
            case .unplugged: .unplugged
            }
    }
}

extension Capture.Header {
    /// What is known of a device of this station.
    ///
    /// - Parameter isRaw: whether the recording keeps its persons.
    init(of device: Attached, isRaw: Bool) {
        let identity = device.identity
        var ids = identity.port == .network ? "network" : "serial"
        if let vendor = identity.vendor, let product = identity.product {
            ids = "\(vendor.fourHexDigits):\(product.fourHexDigits)"
        }
        let driver = device.model.settings
        let wire: CapturedWire =
            switch device.model.wire {
            case .serial(let line): identity.vendor == nil ? .serial(line) : .usb
            case .network: .network
            case .reports, .bulk, .bulkKept, .splitBulk, .keys: .usb
            }
        self.init(
            device: "\(device.model.name) (\(ids))", language: driver.language, settings: driver.words,
            source: isRaw ? .rawRecording : .recording, wire: wire)
    }
}
