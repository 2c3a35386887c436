import Devices
import Drivers

extension DeviceTable {
    /// Receipt printers, for manifests and vouchers. Their paper is direct thermal and does not bear alcohol.
    static let receiptPrinters: [DeviceModel] = [
        .printing(
            .escpos, vendor: 0x04B8, product: .exactly(0x0202), name: "Epson UB-U05 (TM-T70, TM-T88IV)", sheet: sheet,
            source: "\(Source.idList); \(Source.cups): vendor class"),
        .printing(
            .escpos, vendor: 0x04B8, product: .exactly(0x0E03), name: "Epson TM-T20", sheet: sheet,
            source: Source.idList),
        .printing(
            .escpos, vendor: 0x04B8, product: .exactly(0x0E31), name: "Epson TM-L100", sheet: sheet,
            source: Source.idList),
        .printing(
            .escpos, vendor: 0x0DD4, product: .exactly(0x0237), name: "Custom K80", sheet: sheet,
            source: "\(Source.idList); Custom TPTCM112 manual page 79 for the status"),
        .printing(
            .escpos, vendor: 0x1504, product: .exactly(0x001F), name: "Bixolon SRP-350II", sheet: sheet,
            source: "\(Source.idList); NielsLeenheer/WebUSBReceiptPrinter"),
        .printing(
            .escpos, vendor: 0x1504, product: .any, name: "Bixolon printer", quirks: [.languageFromDeviceID],
            sheet: sheet, trust: .code, source: "NielsLeenheer/WebUSBReceiptPrinter; SLP models print labels in ZPL"),
        .printing(
            .escpos, vendor: 0x1D90, product: .exactly(0x201E), name: "Citizen PPU-700", sheet: sheet, trust: .code,
            source: "\(Source.idList); NielsLeenheer/WebUSBReceiptPrinter"),
        .printing(
            .escpos, vendor: 0x1D90, product: .exactly(0x20F0), name: "Citizen CT-E351", sheet: sheet, trust: .code,
            source: "\(Source.idList); NielsLeenheer/WebUSBReceiptPrinter"),
        .printing(
            .escpos, vendor: 0x2730, product: .exactly(0x200F), name: "Citizen CT-S310", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList) for the ids"),
        .printing(
            .escpos, vendor: 0x2730, product: .exactly(0x2008), name: "Citizen CT-S4000", asksStatus: false,
            quirks: [.unidirectional], sheet: sheet, trust: .code, source: Source.cups),
        .printing(
            .escpos, vendor: 0x0519, product: .any, name: "Star in ESC/POS emulation", asksStatus: false,
            quirks: [.unidirectional, .languageFromDeviceID, .needsRule], sheet: sheet, trust: .unconfirmed,
            source: "\(Source.cups); its own language has no driver here"),
        .printing(
            .escpos, vendor: 0x0416, product: .exactly(0x5011), name: "Zjiang ZJ-5805", sheet: sheet, trust: .code,
            source: "NielsLeenheer/WebUSBReceiptPrinter"),
        .printing(
            .escpos, vendor: 0x0FE6, product: .exactly(0x811E), name: "Dtronic receipt printer", sheet: sheet,
            trust: .code, source: "NielsLeenheer/WebUSBReceiptPrinter; the ids are those of a parallel adaptor"),
        .printing(
            .escpos, vendor: 0x1FC9, product: .exactly(0x2016), name: "Xprinter receipt printer", sheet: sheet,
            trust: .code, source: "NielsLeenheer/WebUSBReceiptPrinter"),
    ]

    private static let sheet = "receipt-printers.md"
}
