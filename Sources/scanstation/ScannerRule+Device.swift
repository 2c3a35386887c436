import Attach
import Catalog
import Controller
import Devices
import Drivers
import Station

/// A site's rule in the words of the device rooms.
extension ScannerRule {
    var roleRule: RoleRule {
        let match: RoleRule.Match =
            switch self.match {
            case .serialNumber(let number): .serialNumber(number)
            case .portPath(let path): .portPath(path)
            case .model(let vendor, let product): .model(vendor: vendor, product: product)
            case .any: .any
            }
        return RoleRule(match: match, lane: lane.number, track: track.rawValue)
    }

    /// The device with this site's settings in place of its model's.
    func laid(over device: Attached) -> Attached {
        var device = device
        if let baud { device.model.line.baudRate = baud }
        if case .line(var format) = device.model.language {
            if let prefix { format.prefix = prefix }
            if let idleMilliseconds { format.idleTimeout = .milliseconds(idleMilliseconds) }
            if let suffix { format.suffix = suffix.format(idle: format.idleTimeout) }
            device.model.language = .line(format)
        }
        if let verdicts { device.model.verdict = verdicts.language }
        return device
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
