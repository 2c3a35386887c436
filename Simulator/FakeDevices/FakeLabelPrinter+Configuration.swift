package import Devices

/// One label that came out of a fake printer.
package struct FakeLabel: Hashable, Sendable {
    /// As it was received, from the command that begins it to the one that prints it, without status requests.
    package var bytes: [UInt8]
    /// Which of its copies, from 1.
    package var copy: Int
    /// It was begun before, and cut short.
    package var isAgain = false

    init(bytes: [UInt8], copy: Int) {
        self.bytes = bytes
        self.copy = copy
    }

    init(again label: FakeLabel) {
        self = label
        isAgain = true
    }
}

extension FakeLabelPrinter {
    package enum Language: String, Hashable, Sendable, CaseIterable { case zpl, tspl, cpcl, escpos }

    /// How the firmware is. The defaults are those of a well-behaved printer of its language.
    package struct Configuration: Hashable, Sendable {
        package var identity: DeviceIdentity
        package var language: Language
        package var model = "FAKE LP1"
        package var dotsPerMillimetre = 8
        /// How long a label takes.
        package var labelTime: Duration = .milliseconds(300)
        /// How long it is off in a power cycle.
        package var bootTime: Duration = .seconds(5)
        package var peels = false
        package var runsLow = false
        /// A label cut short is printed again once nothing is in the way (ZPL `^JZY`).
        package var reprints: Bool
        /// `~HS` is not answered while paper or ribbon is out or the head is open.
        package var isDumbInTrouble = false
        /// `~HQES` is known.
        package var knowsErrors = true
        /// Nothing is answered while a label is printed (CPCL).
        package var isDumbWhilePrinting: Bool
        /// Of TSPL's requests only `ESC ! ?` is known.
        package var isClone = false
        /// Class requests are answered.
        package var knowsClassRequests = true
        /// The port status is always fine.
        package var lacksPortStatus = false
        /// The device id's length comes low byte first.
        package var hasSwappedLength = false

        package init(identity: DeviceIdentity, language: Language) {
            self.identity = identity
            self.language = language
            reprints = language == .zpl
            isDumbWhilePrinting = language == .cpcl
        }

        /// The firmware's reader as it is after switching on.
        var freshLanguage: any FakePrinterLanguage {
            switch language {
            case .zpl: FakeZPL(knowsErrors: knowsErrors)
            case .tspl: FakeTSPL(isClone: isClone)
            case .cpcl: FakeCPCL()
            case .escpos: FakeESCPOS()
            }
        }

        /// The languages as a device id names them.
        var commandSet: String {
            switch language {
            case .zpl: "ZPL"
            case .tspl: "TSPL2"
            case .cpcl: "CPCL"
            case .escpos: "ESC/POS"
            }
        }
    }
}

// MARK: Class requests

extension FakeLabelPrinter {
    /// Answers a control transfer of the USB printer class: `GET_DEVICE_ID`, `GET_PORT_STATUS`, and `SOFT_RESET` to
    /// both recipients that hosts use.
    package mutating func answer(_ request: ControlRequest, at now: Instant) -> ControlAnswer {
        deadlinePassed(at: now)
        guard isOn else { return .failed }
        guard configuration.knowsClassRequests else { return .stalled }
        switch (request.type, request.request) {
        case (0xA1, 0): return .done(Array(deviceID.prefix(Int(request.length))))
        case (0xA1, 1): return .done(Array([portStatus].prefix(Int(request.length))))
        case (0x21, 2), (0x23, 2):
            reset()
            return .done([])
        default: return .stalled
        }
    }

    private var deviceID: [UInt8] {
        let text = "MFG:ScanStation;MDL:\(configuration.model);CMD:\(configuration.commandSet);CLS:PRINTER;"
        let length = text.utf8.count + 2
        let high = UInt8(truncatingIfNeeded: length >> 8)
        let low = UInt8(truncatingIfNeeded: length)
        return (configuration.hasSwappedLength ? [low, high] : [high, low]) + Array(text.utf8)
    }

    /// Bit 5 paper empty, bit 4 selected, bit 3 no error.
    private var portStatus: UInt8 {
        if configuration.lacksPortStatus || troubles.contains(.alwaysFine) { return 0x18 }
        if troubles.contains(.paperOut) { return 0x30 }
        return troubles.isDisjoint(with: [.headOpen, .ribbonOut]) ? 0x18 : 0x10
    }
}
