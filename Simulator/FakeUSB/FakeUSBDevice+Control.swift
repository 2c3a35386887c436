extension ControlSetup {
    /// From the eight bytes of a control transfer, before its data; nil when they are too few.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        let word = { (at: Int) in UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }
        self.init(type: bytes[0], request: bytes[1], value: word(2), index: word(4), length: word(6))
    }
}

extension FakeUSBDevice {
    /// What every device answers by itself (USB 2.0, 9.4; HID 1.11, 7.1.1); nil for what its firmware has to answer.
    func answer(to setup: ControlSetup) -> ControlReply? {
        switch (setup.type, setup.request) {
        case (0x80, 0x06), (0x81, 0x06): descriptor(setup).map { .done($0) } ?? .stalled
        case (0x80, 0x08): .done([Self.configurationValue])
        case (0x80, 0x00), (0x81, 0x00), (0x82, 0x00): .done([0, 0])
        default: nil
        }
    }

    private func descriptor(_ setup: ControlSetup) -> [UInt8]? {
        let index = UInt8(setup.value & 0xFF)
        let interface = interfaces.first { UInt16($0.number) == setup.index && !$0.reportDescriptor.isEmpty }
        switch (setup.type & 0x1F, setup.value >> 8) {
        case (0, 1): return deviceDescriptor
        case (0, 2): return configurationDescriptor
        case (0, 3): return stringDescriptor(index)
        case (1, 0x21): return interface?.hidDescriptor
        case (1, 0x22): return interface?.reportDescriptor
        default: return nil
        }
    }
}
