import Devices
import Drivers

extension DeviceTable {
    /// Zebra's label printers. The resolution is that of the usual head; for others the configuration says `dots`.
    static let zebraPrinters: [DeviceModel] =
        [
            zebra(0x0027, "Zebra LP2844-Z"), zebra(0x0062, "Zebra GK420d (0062)"), zebra(0x0065, "Zebra ZM400"),
            zebra(0x0080, "Zebra GK420d"), zebra(0x0081, "Zebra GK420t"), zebra(0x0084, "Zebra GX420d"),
            zebra(0x008B, "Zebra HC100 wristbands", dots: 12), zebra(0x008C, "Zebra ZP 450"),
            zebra(0x00A1, "Zebra TLP2824 Plus"), zebra(0x00D1, "Zebra GC420d"), zebra(0x0110, "Zebra ZD500"),
            zebra(0x011C, "Zebra ZD410"), zebra(0x0141, "Zebra ZD620"), zebra(0x0172, "Zebra ZT411"),
        ] + [
            .printing(
                .zpl, vendor: 0x0A5F, product: .exactly(0x0164), name: "Zebra ZD220", quirks: [.noReattach],
                sheet: zebraSheet,
                trust: .code, source: "apple/cups issue 5889; \(Source.cups)"),
            .printing(
                .zpl, vendor: 0x0A5F, product: .any, name: "Zebra printer",
                quirks: [.noReattach, .languageFromDeviceID],
                sheet: zebraSheet, trust: .unconfirmed,
                source: "\(Source.cups): all of the vendor; mobile ones speak CPCL"),
        ]

    /// Label printers of other makers, most of them in an emulation of ZPL or TSPL.
    static let labelPrinters: [DeviceModel] = tsplPrinters + zplPrinters

    private static let tsplPrinters: [DeviceModel] = [
        .printing(
            .tspl, vendor: 0x1203, product: .exactly(0x0140), name: "TSC TTP-245C", sheet: tspl,
            source: "\(Source.idList); TSPL/TSPL2 programming manual"),
        .printing(
            .tspl, vendor: 0x1203, product: .exactly(0x0272), name: "TSC printer (0272)", sheet: tspl,
            trust: .unconfirmed, source: "seen in bug reports; no list has it"),
        .printing(
            .tspl, vendor: 0x1203, product: .any, name: "TSC printer", quirks: [.languageFromDeviceID], sheet: tspl,
            trust: .unconfirmed, source: "vendor id from \(Source.idList)"),
        .printing(
            .tspl, vendor: 0x2D84, product: .exactly(0xB806), name: "Poskey DT-108B", asksStatus: false,
            quirks: [.unidirectional, .noReattach], sheet: tspl, trust: .code,
            source: "\(Source.idList); \(Source.cups)"),
        .printing(
            .tspl, vendor: 0x2D84, product: .exactly(0xB528), name: "Xprinter label printer (B528)", asksStatus: false,
            quirks: [.unidirectional, .noReattach], sheet: tspl, trust: .code, source: Source.cups),
        .printing(
            .tspl, vendor: 0x2D84, product: .any, name: "Poskey, Arkscan or Xprinter label printer", asksStatus: false,
            quirks: [.unidirectional, .noReattach, .languageFromDeviceID], sheet: tspl, trust: .code,
            source: Source.cups),
        .printing(
            .tspl, vendor: 0x2AAF, product: .exactly(0x9006), name: "iDPRT SP410", quirks: [.languageFromDeviceID],
            sheet: tspl, trust: .unconfirmed,
            source: "michaelrsweet/lprint issue 143 for the ids; the language is a guess"),
        .printing(
            .tspl, vendor: 0x154F, product: .any, name: "SNBC printer", quirks: [.languageFromDeviceID], sheet: tspl,
            trust: .unconfirmed, source: "vendor id from \(Source.idList); the language is a guess"),
        .printing(
            .tspl, vendor: 0x6868, product: .any, name: "Gprinter label printer",
            quirks: [.languageFromDeviceID, .needsRule], sheet: tspl, trust: .unconfirmed,
            source: "no list has the vendor id; Gprinter GP-2120T manual for the language"),
        .printing(
            .tspl, vendor: 0x04F9, product: .any, name: "Brother TD label printer in FBPL",
            quirks: [.languageFromDeviceID, .needsRule], sheet: tspl, trust: .unconfirmed,
            source: "vendor id from \(Source.idList); TD-4420TN FBPL manual; QL and PT models do not speak it"),
    ]

    private static let zplPrinters: [DeviceModel] = [
        .printing(
            .zpl, vendor: 0x1D90, product: .exactly(0x2037), name: "Citizen CL-S631", dots: 12,
            quirks: [.languageFromDeviceID], sheet: emulations, trust: .unconfirmed,
            source: "\(Source.idList); the maker's ZPL emulation has to be chosen"),
        .printing(
            .zpl, vendor: 0x08A6, product: .any, name: "Toshiba TEC in ZPL mode",
            quirks: [.languageFromDeviceID, .needsRule], sheet: emulations, trust: .unconfirmed,
            source: "vendor id from \(Source.idList); its own language has no driver here"),
        .printing(
            .zpl, vendor: 0x0828, product: .any, name: "SATO in ZPL emulation",
            quirks: [.languageFromDeviceID, .needsRule], sheet: emulations, trust: .unconfirmed,
            source: "vendor id from \(Source.idList) (A003 is a WS408); its own language has no driver here"),
        .printing(
            .zpl, vendor: 0x1504, product: .exactly(0x0027), name: "Bixolon SLP-TX403", dots: 12,
            quirks: [.languageFromDeviceID], sheet: emulations, trust: .code,
            source: "letrthong/python label_printer/label_bixolon.py, which names its BPL-Z mode"),
        .printing(
            .zpl, vendor: 0x195F, product: .any, name: "GoDEX in GZPL",
            quirks: [.languageFromDeviceID, .needsRule], sheet: emulations, trust: .unconfirmed,
            source: "the vendor id is not confirmed; its own EZPL has no driver here (mike42/escpos-php issue 432)"),
    ]

    private static func zebra(_ product: UInt16, _ name: String, dots: Int = 8) -> DeviceModel {
        .printing(
            .zpl, vendor: 0x0A5F, product: .exactly(product), name: name, dots: dots, quirks: [.noReattach],
            sheet: zebraSheet,
            source: "\(Source.idList); \(Source.cups)")
    }

    private static let zebraSheet = "zebra-printers.md"
    private static let tspl = "tspl-printers.md"
    private static let emulations = "zpl-emulations.md"
}
