import Attach
import Catalog
import Devices
import Drivers
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
    init(of device: Attached) {
        let identity = device.identity
        var ids = identity.port == .network ? "network" : "serial"
        if let vendor = identity.vendor, let product = identity.product {
            ids = "\(vendor.fourHexDigits):\(product.fourHexDigits)"
        }
        let (language, settings) = device.model.language.captured(verdict: device.model.verdict)
        let wire: CapturedWire =
            switch device.model.wire {
            case .serial(let line): identity.vendor == nil ? .serial(line) : .usb
            case .network: .network
            case .reports, .bulk, .bulkKept, .splitBulk, .keys: .usb
            }
        self.init(
            device: "\(device.model.name) (\(ids))", language: language, settings: settings,
            source: Capture.Source(.captured, "scanstation record"), wire: wire)
    }
}

extension DeviceModel.Language {
    /// The language and settings in a capture's words (`Hardware/Recorder/DriverChoice.swift`).
    fileprivate func captured(verdict: VerdictLanguage) -> (CaptureLanguage, [Capture.Setting]) {
        switch self {
        case .line(let format): (.line, format.captured)
        case .ssi(let settings):
            (
                .ssi,
                settings.raw.captured + [
                    Capture.Setting("packets", settings.usesPackets ? "yes" : "no"),
                    Capture.Setting("wakeup", settings.needsWakeup ? "yes" : "no"),
                ]
            )
        case .hidPOS(let settings):
            (
                .hidpos,
                [
                    Capture.Setting("fallback", settings.fallback.rawValue),
                    Capture.Setting("redirectsOutput", settings.redirectsOutput ? "true" : "false"),
                    Capture.Setting("redirectsIfOffered", settings.redirectsIfOffered ? "true" : "false"),
                    Capture.Setting("mayOmitLastReport", settings.mayOmitLastReport ? "true" : "false"),
                ]
            )
        case .ibm: (.ibm, [])
        case .keyboard(let settings):
            (
                .keyboard,
                [
                    Capture.Setting("layout", settings.layout.rawValue),
                    Capture.Setting("form", settings.form.rawValue),
                    Capture.Setting("suffix", settings.suffix.rawValue),
                ]
            )
        case .keypad(let form): (.keypad, [Capture.Setting("form", form.rawValue)])
        case .cardReader(let settings): (.sam, [Capture.Setting("keepsPhoto", settings.keepsPhoto ? "true" : "false")])
        case .printer(let settings):
            (
                settings.language.captured,
                [
                    Capture.Setting("status", settings.asksStatus ? "yes" : "no"),
                    Capture.Setting("peels", settings.peels ? "yes" : "no"),
                ]
            )
        }
    }
}

extension PrinterSettings.Language {
    fileprivate var captured: CaptureLanguage {
        switch self {
        case .zpl: .zpl
        case .tspl: .tspl
        case .cpcl: .cpcl
        case .escpos: .escpos
        }
    }
}

extension LineFormat {
    fileprivate var captured: [Capture.Setting] {
        var settings: [Capture.Setting] = []
        let suffix =
            switch suffix {
            case .cr: "cr"
            case .lf: "lf"
            case .crlf: "crlf"
            case .tab: "tab"
            case .etx: "etx"
            case .idle: "none"
            }
        settings.append(Capture.Setting("suffix", suffix))
        if !prefix.isEmpty {
            let digits = prefix.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
            settings.append(Capture.Setting("prefix", digits))
        }
        if reply != nil { settings.append(Capture.Setting("reply", "newland")) }
        return settings
    }
}
