package import Devices
package import FakeDevices
import FakeLinks

/// A kind of scanner on a scenario's table: which firmware, and how it was set up.
package enum ScannerModel: Hashable, Sendable {
    case line(FakeLineScanner.Configuration)
    case ssi(FakeSSIScanner.Configuration)
    case hidPOS(FakeHIDPOSScanner.Configuration)
    case ibm(FakeIBMScanner.Configuration)
    case keyboard(FakeKeyboardScanner.Configuration)

    package var identity: DeviceIdentity {
        get { firmware.identity }
        set {
            switch self {
            case .line(var line):
                line.identity = newValue
                self = .line(line)
            case .ssi(var ssi):
                ssi.identity = newValue
                self = .ssi(ssi)
            case .hidPOS(var hidPOS):
                hidPOS.identity = newValue
                self = .hidPOS(hidPOS)
            case .ibm(var ibm):
                ibm.identity = newValue
                self = .ibm(ibm)
            case .keyboard(var keyboard):
                keyboard.identity = newValue
                self = .keyboard(keyboard)
            }
        }
    }

    /// A scanner of this kind, freshly powered.
    package var firmware: any FakeScanner {
        switch self {
        case .line(let configuration): FakeLineScanner(configuration)
        case .ssi(let configuration): FakeSSIScanner(configuration)
        case .hidPOS(let configuration): FakeHIDPOSScanner(configuration)
        case .ibm(let configuration): FakeIBMScanner(configuration)
        case .keyboard(let configuration): FakeKeyboardScanner(configuration)
        }
    }
}

extension DeviceIdentity {
    /// The name the device has after another plug, where a serial port would have this one: each kind of port has names of
    /// its own.
    func node(replugged node: String?) -> String {
        guard let node else { return self.node }
        let number = String(node.reversed().prefix { $0.isNumber }.reversed())
        return switch port {
        case .serial, .network: node
        case .input: "input/event\(number)"
        case .usb(let interface, _, _, _): "bus/usb/001/1\(number)#\(interface)"
        }
    }

    /// The same in socket `1-number`, without a serial number unless it is the only one of its kind.
    package func inSocket(_ number: Int, isAlone: Bool) -> DeviceIdentity {
        var identity = self
        identity.portPath = "1-\(number)"
        if !isAlone { identity.serialNumber = nil }
        return identity
    }

    /// As a station lists it.
    func listed(replugged node: String?) -> DeviceIdentity {
        var identity = self
        let name = self.node(replugged: node)
        identity.node = name.hasPrefix("/") || port == .network ? name : "/dev/" + name
        return identity
    }

    /// The device as the testbed is to show it.
    func fakePort(node: String?, portPath: String?, name: String) -> FakePort {
        FakePort(
            kind: port == .input ? .keyboard : .serial, vendor: vendor ?? 0, product: product ?? 0,
            serialNumber: serialNumber, name: self.name ?? name, node: self.node(replugged: node),
            portPath: portPath ?? self.portPath ?? "1-1")
    }

    /// A chunk of the firmware as the wire carries it.
    func onWire(_ chunk: [UInt8]) -> [UInt8] {
        port == .input ? KernelKeys.bytes(of: KeyEvent.events(in: chunk)) : chunk
    }
}
