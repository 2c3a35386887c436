package import Attach
import Catalog
package import Controller
import Devices
import Drivers
import Station

/// A site's rule in the words of the device rooms.
extension ScannerRule {
    package var roleRule: RoleRule {
        RoleRule(match: match.asRole, lane: lane.number, track: track.rawValue, entry: entry)
    }

    /// The device with this site's settings in place of its model's.
    func laid(over device: Attached) -> Attached {
        var device = device
        device.model.wire.set(baud: baud)
        switch (language, device.model.language) {
        case (.ssi?, .line(let format)): device.model.language = .ssi(SSISettings(raw: format))
        case (.line?, .ssi(let settings)): device.model.language = .line(settings.raw)
        default: break
        }
        switch device.model.language {
        case .line(let format): device.model.language = .line(laid(over: format))
        case .ssi(var settings):
            settings.raw = laid(over: settings.raw)
            device.model.language = .ssi(settings)
        case .keyboard(var settings):
            if let layout { settings.layout = layout.asSetting }
            if let idleMilliseconds { settings.idleTimeout = .milliseconds(idleMilliseconds) }
            device.model.language = .keyboard(settings)
        case .hidPOS, .ibm, .keypad, .cardReader, .printer: break
        }
        if let verdicts { device.model.verdict = verdicts.language }
        return device
    }

    private func laid(over format: LineFormat) -> LineFormat {
        var format = format
        if let prefix { format.prefix = prefix }
        if let idleMilliseconds { format.idleTimeout = .milliseconds(idleMilliseconds) }
        if let suffix { format.suffix = suffix.format(idle: format.idleTimeout) }
        return format
    }
}

extension HelperRule {
    package var roleRule: RoleRule {
        let match: RoleRule.Match =
            switch self.match {
            case .device(let match): match.asRole
            case .address(let host, let port): .node("tcp://\(host):\(port)")
            }
        let role: DeviceModel.Role =
            switch kind {
            case .keypad: .keypad
            case .cardReader: .cardReader
            case .printer: .printer
            }
        return RoleRule(role: role, match: match, lane: lane.number, entry: entry)
    }

    /// The device with this site's settings in place of its model's.
    func laid(over device: Attached) -> Attached {
        var device = device
        device.model.wire.set(baud: baud)
        if case .address(let host, let port) = match { device.model.wire = .network(host: host, port: port) }
        if case .printer(var settings) = device.model.language {
            if let language { settings.language = language.asSetting }
            if let dotsPerMillimetre { settings.dotsPerMillimetre = dotsPerMillimetre }
            device.model.language = .printer(settings)
        }
        return device
    }
}

extension ScannerRule.Match {
    fileprivate var asRole: RoleRule.Match {
        switch self {
        case .serialNumber(let number): .serialNumber(number)
        case .portPath(let path): .portPath(path)
        case .model(let vendor, let product): .model(vendor: vendor, product: product)
        case .any: .any
        }
    }
}

extension Wire {
    /// Another speed, for a serial line.
    fileprivate mutating func set(baud: Int?) {
        guard let baud, case .serial(var line) = self else { return }
        line.baudRate = baud
        self = .serial(line)
    }
}

extension ScannerRule.Layout {
    fileprivate var asSetting: KeyboardSettings.Layout {
        switch self {
        case .us: .us
        case .german: .german
        case .french: .french
        }
    }
}

extension HelperRule.PrinterLanguage {
    fileprivate var asSetting: PrinterSettings.Language {
        switch self {
        case .zpl: .zpl
        case .tspl: .tspl
        case .cpcl: .cpcl
        case .escpos: .escpos
        }
    }
}

extension ScannerRule.Suffix {
    fileprivate func format(idle: Duration) -> LineFormat.Suffix {
        switch self {
        case .cr: .cr
        case .lf: .lf
        case .crlf: .crlf
        case .tab: .tab
        case .etx: .etx
        case .none: .idle(idle)
        }
    }
}

extension ScannerRule.Verdicts {
    fileprivate var language: VerdictLanguage {
        switch self {
        case .honeywell: .honeywell
        case .honeywellHostACK: .honeywellHostACK
        case .newland: .newland(.newlandTones)
        case .datalogic: .datalogic
        case .generic: .generic(.bells)
        case .silent: .silent
        }
    }
}
