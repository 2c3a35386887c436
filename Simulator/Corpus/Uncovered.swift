/// What no capture shows, and why; by its row on the page. A row that has a capture has no place here.
enum Uncovered {
    static let reasons: [String: String] = [
        "card trouble: unreadable":
            "no reader's document tells a code of its own for it; DriversTests cover it",
        "cpcl count=HEX":
            "one command is known for it, and it is the default",
        "cpcl silence=MS":
            "a length of time; the default is what captures show",
        "cpcl status=no":
            "no CPCL printer is known that prints status requests",
        "escpos count=HEX":
            "only CPCL asks for a count",
        "escpos count=none":
            "only CPCL asks for a count",
        "escpos peels=yes":
            "no ESC/POS printer with a peeler is known",
        "escpos silence=MS":
            "a length of time; the default is what captures show",
        "keyboard altCodePage=bytes":
            "no fake scanner types so; DriversTests try it on rows of keys",
        "keyboard altCodePage=cp1252":
            "no fake scanner types so; DriversTests try it on rows of keys",
        "keyboard answersLocks=true":
            "the lights of a keyboard are the system's, and no capture holds what it sets",
        "keyboard capsLock=everyKey":
            "no fake scanner types so; DriversTests try it on rows of keys",
        "keyboard deadKeys=plain":
            "no fake scanner types so; DriversTests try it on rows of keys",
        "label: notPrinted":
            "told of a label that is empty, or for which there is no room: it is never sent, and nothing passes; DriversTests",
        "printer: bufferFull":
            "the fake printer whose buffer is full takes no bytes, status requests among them; DriversTests read the bit",
        "printer: cutter":
            "the fake printer has no cutter; DriversTests read the bit",
        "printer: jam":
            "the fake printer cannot jam; DriversTests read the bit",
        "printer: lowBattery":
            "the fake printer has no battery; DriversTests read the bit",
        "printer: other":
            "faults that a language has no word for; DriversTests read the bits",
        "printer: overheated":
            "the fake printer does not get hot; DriversTests read the bit",
        "quirk fallback":
            "of the device's listing, not of its bytes: AttachTests",
        "quirk languageFromDeviceID":
            "ScenariosTests and USBLinkTests: the id is asked before a driver is chosen",
        "quirk needsRule":
            "of the device's listing, not of its bytes: AttachTests",
        "quirk needsSetupBarcode":
            "somebody scans a code from the maker's book; nothing passes on the wire",
        "quirk noReattach":
            "what the kernel's driver does afterwards is not on the wire: USBLinkTests",
        "quirk onlyByName":
            "of the device's listing, not of its bytes: AttachTests",
        "quirk vendorSerial":
            "of the device's listing, not of its bytes: AttachTests",
        "ssi reply=newland":
            "a Newland scanner does not speak SSI; the setting is there because raw readings share the line driver's form",
        "tspl count=HEX":
            "only CPCL asks for a count",
        "tspl count=none":
            "only CPCL asks for a count",
        "tspl silence=MS":
            "a length of time; the default is what captures show",
        "zpl count=HEX":
            "only CPCL asks for a count",
        "zpl count=none":
            "only CPCL asks for a count",
        "zpl silence=MS":
            "a length of time; the default is what captures show",
    ]
}
