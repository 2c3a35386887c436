package import Devices

extension DeviceTable {
    /// One paragraph for a device that nothing uses: what it is, what to add to the configuration, or where to look,
    /// and which sheet explains it. At most `AdviceLimit.characters` characters; holds no serial number.
    package static func advice(for identity: DeviceIdentity) -> String {
        let table = DeviceTable.standard
        let text =
            if let stranger = identity.stranger {
                "\(identity.title) is \(stranger.name). \(stranger.remedy) See Hardware/Sheets/\(stranger.sheet)."
            } else if let model = table.model(for: identity) {
                "\(identity.title) is known as \"\(model.name)\", and no rule of the configuration wants it: "
                    + "\(identity.rule(for: model)). See Hardware/Sheets/\(model.sheet)."
            } else {
                "\(identity.title) is in no entry of the device table. \(table.unknown(identity))"
            }
        return String(text.prefix(AdviceLimit.characters))
    }

    /// What can be done about a device that no entry takes by itself.
    private func unknown(_ identity: DeviceIdentity) -> String {
        let offers = DeviceModel.Role.allCases.compactMap { model(for: identity, as: $0, isNamed: true) }
        if offers.isEmpty || !identity.canBeNamed { return identity.reasonForNoOffer }
        let choices = offers.map { "\(identity.rule(for: $0)) (\($0.sheet))" }.joined(separator: ", or ")
        let access = offers.first?.accessRule(for: identity).map {
            " The station may open it once /etc/udev/rules.d/61-scanstation-site.rules has the line `\($0)`."
        }
        return
            "\(identity.meaning) To use it, \(choices).\(access ?? "") To make the model known to every station, add "
            + "an entry to Hardware/Catalog as Hardware/Sheets/README.md shows."
    }
}

package enum AdviceLimit {
    /// The most characters of an advice.
    package static let characters = 1500
    /// The most characters of a device's own name that are shown.
    static let nameCharacters = 40
}

extension DeviceIdentity {
    /// `vvvv:pppp "name" (HID interface, class 03/01/01)`.
    fileprivate var title: String {
        var words: [String] = []
        if let vendor, let product { words.append("\(vendor.fourHexDigits):\(product.fourHexDigits)") }
        if let name {
            words.append(
                "\"\(String(name.filter { $0 != "\"" && !$0.isNewline }.prefix(AdviceLimit.nameCharacters)))\"")
        }
        if words.isEmpty { words.append(node) }
        return words.joined(separator: " ") + " (\(kind))"
    }

    private var kind: String {
        switch port {
        case .serial: "serial port"
        case .input: "keyboard"
        case .network: "network"
        case .usb(_, let code, let subclass, let `protocol`):
            "USB interface of class \(twoDigits(code))/\(twoDigits(subclass))/\(twoDigits(`protocol`))"
        }
    }

    fileprivate var stranger: Stranger? {
        guard let vendor, let product else { return nil }
        if case .input = port { return nil }
        return Stranger.known(vendor: vendor, product: product)
    }

    /// Whether a rule of the configuration can tell it from others.
    fileprivate var canBeNamed: Bool {
        if case .network = port { return true }
        return vendor != nil || portPath != nil || serialNumber != nil
    }

    /// What a rule for the device would be, in the configuration's words.
    fileprivate func rule(for model: DeviceModel) -> String {
        let list =
            switch model.role {
            case .scanner: "scanners"
            case .keypad: "keypads"
            case .cardReader: "card-readers"
            case .printer: "printers"
            }
        let match =
            if case .network = port {
                "address: HOST:9100"
            } else if let vendor, let product {
                "model: \(vendor.fourHexDigits):\(product.fourHexDigits)"
            } else {
                "port: \(portPath ?? "PATH")"
            }
        let language = model.quirks.contains(.languageFromDeviceID) ? ", language: zpl, tspl, cpcl or esc-pos" : ""
        return "put \"- \(match)\(language)\" under \(list) of its lane"
    }

    /// What the class of the port lets one suppose.
    fileprivate var meaning: String {
        switch port {
        case .input: "A scanner that types looks like any keyboard, and an ordinary keyboard must not be taken."
        case .serial: "A serial port may hold anything."
        case .network: "A printer in the network announces nothing."
        case .usb(_, USBClass.hid, 1, 1):
            "It types; its keyboard (/dev/input) is listed apart and is the better choice."
        case .usb(_, USBClass.hid, _, _): "If it is a scanner on USB HID POS, its report descriptor will say so."
        case .usb(_, USBClass.printer, _, _): "It is a printer; which language it prints has to be said."
        case .usb: "Its class is its maker's own: it may be an ID-card reader or a printer."
        }
    }

    /// Why no rule could make it useful.
    fileprivate var reasonForNoOffer: String {
        switch port {
        case .serial where !canBeNamed:
            "No rule can name a serial port of the board itself; use a USB adaptor (Hardware/Sheets/line-scanner.md)."
        case .usb(_, USBClass.hid, _, _):
            "It is no scanner that a driver here can read. A scanner has its set-up codes for USB serial (CDC) in its "
                + "manual; see Hardware/Sheets/line-scanner.md."
        case .usb(_, USBClass.storage, _, _):
            "It is a disk. A scanner that shows itself so has to be switched over as its manual says."
        default:
            "No driver here reads such an interface. If the device has a mode for USB serial (CDC), scan its code; "
                + "else a driver, an entry in Hardware/Catalog, a capture and a sheet are missing "
                + "(Hardware/Sheets/README.md)."
        }
    }
}
