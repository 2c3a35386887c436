/// A serial port as the communications class has it (CDC 1.2; PSTN 1.2, abstract control model): what a handheld scanner in
/// its "USB serial" mode is. The kernel's `cdc_acm` makes `/dev/ttyACM` of it.
package enum ModemClass {
    package static let toHost: UInt8 = 0x81
    package static let fromHost: UInt8 = 0x02
    /// Of both data endpoints.
    package static let packetBytes = 64

    /// The control interface with its functional descriptors, and the data interface.
    package static let interfaces: [FakeUSBInterface] = {
        var control = FakeUSBInterface(
            number: 0, classCode: 0x02, subclassCode: 0x02, protocolCode: 0x01,
            endpoints: [FakeUSBEndpoint(0x83, .interrupt, packetBytes: 16)], driver: "cdc_acm")
        let header: [UInt8] = [5, 0x24, 0x00, 0x10, 0x01]
        let calls: [UInt8] = [5, 0x24, 0x01, 0x00, 0x01]
        let management: [UInt8] = [4, 0x24, 0x02, 0x02]
        let union: [UInt8] = [5, 0x24, 0x06, 0x00, 0x01]
        control.functional = header + calls + management + union
        let data = FakeUSBInterface(
            number: 1, classCode: 0x0A, endpoints: [FakeUSBEndpoint(toHost, .bulk), FakeUSBEndpoint(fromHost, .bulk)],
            driver: "cdc_acm")
        return [control, data]
    }()

    /// What a host's request is.
    package enum Request: Hashable, Sendable {
        /// SET_CONTROL_LINE_STATE: whether DTR is up, which is whether a program has the port open.
        case lines(isOpen: Bool)
        /// SET_LINE_CODING, GET_LINE_CODING and SEND_BREAK: they mean nothing on a wire without a speed.
        case coding
    }

    /// Nil for a request that is not this class's.
    package static func request(_ setup: ControlSetup) -> Request? {
        switch (setup.type, setup.request) {
        case (0x21, 0x22): .lines(isOpen: setup.value & 1 != 0)
        case (0x21, 0x20), (0xA1, 0x21), (0x21, 0x23): .coding
        default: nil
        }
    }

    /// What the device answers: GET_LINE_CODING gets 115200 baud, 8 data bits, one stop bit, no parity.
    package static func reply(to request: Request, _ setup: ControlSetup) -> ControlReply {
        setup.asksForData ? .done([0x00, 0xC2, 0x01, 0x00, 0, 0, 8]) : .done()
    }
}

/// A keyboard as the boot protocol has it (HID 1.11, appendix B).
package enum KeyboardClass {
    package static let toHost: UInt8 = 0x81

    package static let interface: FakeUSBInterface = {
        var interface = FakeUSBInterface(
            classCode: 0x03, subclassCode: 0x01, protocolCode: 0x01,
            endpoints: [FakeUSBEndpoint(toHost, .interrupt, packetBytes: 8)], driver: "usbhid")
        interface.reportDescriptor = descriptor
        return interface
    }()

    /// SET_IDLE, SET_PROTOCOL and SET_REPORT (the lights) are taken, GET_REPORT says that nothing is down; nil for others.
    package static func reply(to setup: ControlSetup) -> ControlReply? {
        switch (setup.type, setup.request) {
        case (0x21, 0x0A), (0x21, 0x0B), (0x21, 0x09): .done()
        case (0xA1, 0x01): .done([UInt8](repeating: 0, count: 8))
        default: nil
        }
    }

    /// Eight bits of modifiers, a byte for nothing, five lights, six keys (HID 1.11, B.1).
    private static let descriptor: [UInt8] = [
        0x05, 0x01, 0x09, 0x06, 0xA1, 0x01,  // page: generic desktop; keyboard; application
        0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02,  // modifiers
        0x95, 0x01, 0x75, 0x08, 0x81, 0x01,  // a byte for nothing
        0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02,  // lights
        0x95, 0x01, 0x75, 0x03, 0x91, 0x01,  // their rest
        0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00,  // keys
        0xC0,
    ]
}
