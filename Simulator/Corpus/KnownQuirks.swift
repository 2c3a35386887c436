import Catalog
import FakeDevices
import Recorder

/// What is known of devices beyond their languages, and the captures that show it. Which capture shows what is said here by
/// hand; that each exists, and that nothing is left out of the table's quirks and the fakes' faults, is checked.
extension Coverage {
    static let quirks = Section(
        title: "Known quirks of devices", about: "What makers' documents, open code and published dumps tell.",
        rows: [
            Row(subject: "the suffix is left out at times", captures: ["line-missing-suffix-damaged"]),
            Row(subject: "a GS of a GS1 symbol comes as a control character", captures: ["line-gs1-separators"]),
            Row(
                subject: "GS typed as Ctrl or Alt and digits",
                captures: ["keyboard-us-boot-gs1", "keyboard-alt-numpad"]),
            Row(subject: "two readings in one chunk, one in two", captures: ["line-merged-and-split"]),
            Row(subject: "an impatient trigger reads twice", captures: ["line-double-trigger"]),
            Row(subject: "a line end in the code itself", captures: ["line-pdf417-cut-by-cr", "line-pdf417-etx"]),
            Row(subject: "AIM identifiers with ]Q and ]C", captures: ["line-aim-identifiers", "line-symbol-two-aim"]),
            Row(subject: "a maker's own identifier in front", captures: ["line-datalogic-ident"]),
            Row(subject: "silent until the host acknowledges", captures: ["line-honeywell-host-ack"]),
            Row(subject: "the wrong speed makes noise", captures: ["line-wrong-baud"]),
            Row(subject: "longer than a report", captures: ["hidpos-60-bytes", "hidpos-incomplete"]),
            Row(
                subject: "the last report is left out when a code fills reports exactly",
                captures: ["hidpos-exact-omitted", "hidpos-exact-56", "hidpos-exact-112"]),
            Row(subject: "a report before the descriptor was read", captures: ["hidpos-early-report"]),
            Row(subject: "the identifier comes with a later report", captures: ["hidpos-aim-later"]),
            Row(
                subject: "a power loss that nobody is told of", captures: ["ssi-power-loss-silent", "ssi-switch-over"]),
            Row(subject: "a code in several packets, one of them lost", captures: ["ssi-multipacket-lost"]),
            Row(subject: "digits as numbers, not as characters", captures: ["ibm-values"]),
            Row(subject: "caps lock switched on for a reading", captures: ["keyboard-us-caps-lock"]),
            Row(subject: "a keyboard whose reports are numbered", captures: ["keyboard-us-numbered-turbo"]),
            Row(subject: "a card that cannot be found again while it lies", captures: ["sam-find-fails-while-lying"]),
            Row(
                subject: "cards of both permanent residents' kinds",
                captures: ["sam-permanent-2017", "sam-permanent-2023"]),
            Row(
                subject: "a printer that answers in its own time", captures: ["zpl-dumb-silent", "zpl-dumb-media-out"]),
            Row(subject: "a clone that does not know the newer status", captures: ["tspl-clone"]),
            Row(subject: "reset in the middle of a label", captures: ["cpcl-reset-mid"]),
        ])

    static var catalogQuirks: Section {
        Section(
            title: "Quirks of the device table", about: "What `Hardware/Catalog` marks devices with.",
            rows: DeviceModel.Quirk.allCases.map { Row(subject: "quirk \($0.rawValue)", captures: captures(for: $0)) })
    }

    private static func captures(for quirk: DeviceModel.Quirk) -> [String] {
        switch quirk {
        case .answersInBand: ["line-newland-in-band", "line-honeywell-menu-reply"]
        case .refusalDisables: ["line-datalogic-rs232", "line-magellan-800i"]
        case .descriptorDecides: ["hidpos-vendor-page", "hidpos-other-offsets"]
        case .unidirectional: ["zpl-class-only"]
        case .vendorSerial, .fallback, .needsRule, .onlyByName, .needsSetupBarcode, .languageFromDeviceID, .noReattach:
            []
        }
    }

    /// Every fault that a fake device can be told to commit; the languages share some.
    static func faults(_ showing: [String: [String]]) -> Section {
        let verbs: [(CaptureLanguage, [String])] = [
            (.line, ScanFault.verbs.map(\.name)), (.ssi, FakeSSIFault.verbs.map(\.name)),
            (.hidpos, ReportFault.verbs.map(\.name)), (.ibm, ReportFault.verbs.map(\.name)),
            (.keyboard, KeyFault.verbs.map(\.name)), (.keypad, KeyFault.verbs.map(\.name)),
            (.sam, CardReaderFault.verbs.map(\.name)), (.zpl, FakePrinterFault.verbs.map(\.name)),
            (.tspl, FakePrinterFault.verbs.map(\.name)), (.cpcl, FakePrinterFault.verbs.map(\.name)),
            (.escpos, FakePrinterFault.verbs.map(\.name)),
        ]
        let rows = verbs.flatMap { language, names in
            names.map { name -> Row in
                let subject = "\(language.rawValue) fault \(name)"
                return Row(subject: subject, captures: showing[subject] ?? [])
            }
        }
        return Section(
            title: "Faults of fake devices",
            about: "Each fault that a fake device can be told to commit, in captures that it has played.", rows: rows)
    }
}
