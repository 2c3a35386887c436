/// Devices that are recognised and that no driver here speaks to, each with what makes it usable.
struct Stranger: Sendable {
    var vendor: UInt16
    /// Nil for every product of the vendor that is in no entry of the table.
    var product: UInt16?
    /// What it is, for people.
    var name: String
    /// What is to be done, in a sentence.
    var remedy: String
    /// The file below `Hardware/Sheets`.
    var sheet: String

    static func known(vendor: UInt16, product: UInt16) -> Stranger? {
        all.first { $0.vendor == vendor && $0.product == product }
            ?? all.first { $0.vendor == vendor && $0.product == nil }
    }

    static let all = scanners + printers

    private static let scanners = [
        Stranger(
            vendor: 0x05E0, product: 0x1900, name: "a Zebra scanner in SNAPI mode",
            remedy: "Scan the set-up code \"USB CDC Host\" of its Product Reference Guide.",
            sheet: "zebra-scanners.md"),
        Stranger(
            vendor: 0x05E0, product: 0x0700, name: "a Symbol CS1504 memory scanner",
            remedy: "It keeps readings for later and cannot be used at a station; take another scanner.",
            sheet: "zebra-scanners.md"),
        Stranger(
            vendor: 0x05F9, product: 0x5204, name: "a Datalogic Gryphon in its configuration mode",
            remedy: "Unplug it, and scan the set-up code for USB-COM of its Product Reference Guide.",
            sheet: "datalogic-scanners.md"),
    ]

    private static let printers =
        [
            Stranger(
                vendor: 0x0A5F, product: 0x0009, name: "a Zebra LP2844, which speaks EPL",
                remedy: "No driver here speaks EPL; take a printer with ZPL (LP2844-Z).", sheet: "zebra-printers.md"),
            Stranger(
                vendor: 0x0519, product: 0x0003, name: "a Star TSP100, which takes pictures only",
                remedy: "No driver here sends them; take a receipt printer with ESC/POS.",
                sheet: "receipt-printers.md"),
            Stranger(
                vendor: 0x08A6, product: 0x0051, name: "a Toshiba TEC B-SV4, which speaks its maker's language",
                remedy: "No driver here speaks it; take a label printer with ZPL or TSPL.", sheet: "zpl-emulations.md"),
            Stranger(
                vendor: 0x1343, product: nil, name: "a Citizen photo printer",
                remedy: "It prints no labels; take a label printer with ZPL or TSPL.", sheet: "zpl-emulations.md"),
        ] + brotherQL

    /// Models and ids: usb.ids.
    private static let brotherQL = [
        0x2015, 0x2016, 0x201B, 0x2020, 0x2027, 0x2028, 0x202A, 0x2042, 0x2043, 0x2044, 0x209B, 0x209C, 0x209D, 0x20A7,
        0x20A8, 0x20AB, 0x20C0,
    ].map { (product: UInt16) in
        Stranger(
            vendor: 0x04F9, product: product, name: "a Brother QL, which takes pictures on direct thermal rolls only",
            remedy: "No driver here sends them, and alcohol blackens the labels; take a thermal-transfer printer.",
            sheet: "tspl-printers.md")
    }
}
