/// A USB control transfer, as a driver asks its link for one. Where it names an interface, the link puts in the one it
/// has claimed, so that a driver need not know where on its device it lives.
package struct ControlRequest: Hashable, Sendable {
    /// `wIndex`.
    package enum Index: Hashable, Sendable {
        case number(UInt16)
        /// The number of the claimed interface (HID requests, `GET_PORT_STATUS`).
        case interface
        /// The number of the claimed interface in the high byte, its alternate setting in the low one (`GET_DEVICE_ID`).
        case interfaceAndSetting
    }

    /// `bmRequestType`; bit 7 set asks the device for data.
    package var type: UInt8
    /// `bRequest`.
    package var request: UInt8
    /// `wValue`.
    package var value: UInt16
    package var index: Index
    /// What goes to the device; empty when data is asked of it.
    package var payload: [UInt8]
    /// The most bytes asked of the device, `wLength`; 0 when data goes to it.
    package var length: UInt16

    /// Data to the device.
    package init(type: UInt8, request: UInt8, value: UInt16 = 0, index: Index = .interface, payload: [UInt8]) {
        self.type = type & 0x7F
        self.request = request
        self.value = value
        self.index = index
        self.payload = payload
        length = 0
    }

    /// Data from the device, at most `length` bytes.
    package init(type: UInt8, request: UInt8, value: UInt16 = 0, index: Index = .interface, asking length: UInt16) {
        self.type = type | 0x80
        self.request = request
        self.value = value
        self.index = index
        payload = []
        self.length = length
    }

    package var asksForData: Bool { type & 0x80 != 0 }
}

/// What became of a control transfer.
package enum ControlAnswer: Hashable, Sendable {
    /// It is done; with what the device gave, empty where nothing was asked. It may be shorter than was asked.
    case done([UInt8])
    /// The device does not know the request, or refuses it.
    case stalled
    /// The device did not answer within `LinkLimit.controlTimeout`, or the transfer broke.
    case failed
}
