/// What no capture shows, and why; by its row on the page. A row that has a capture has no place here.
enum Uncovered {
    static let reasons: [String: String] = [
        "card trouble: unreadable":
            "no reader's document tells a code of its own for it; DriversTests cover it",
        "cpcl count=HEX":
            "one command is known for it, and it is the default",
        "cpcl silence=MS":
            "a length of time or bytes of any value: DriversTests vary it",
        "cpcl status=no":
            "no CPCL printer is known that prints status requests",
        "escpos count=HEX":
            "only CPCL asks for a count",
        "escpos count=none":
            "only CPCL asks for a count",
        "escpos peels=yes":
            "no ESC/POS printer with a peeler is known",
        "escpos silence=MS":
            "a length of time or bytes of any value: DriversTests vary it",
        "keyboard aim=always":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard aim=never":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard altCodePage=bytes":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard altCodePage=cp1252":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard answersLocks=true":
            "the lights of a keyboard are the system's, and no capture holds what it sets",
        "keyboard capsLock=everyKey":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard controlKeys=character":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard deadKeys=plain":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard idle=MS":
            "a length of time or bytes of any value: DriversTests vary it",
        "keyboard missing=damaged":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "keyboard special=HEX":
            "keys of a single device; none is known yet",
        "keyboard suffix=none":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "label: notPrinted":
            "told when a label was never begun; ScenariosTests come to it by pulling plugs, where no capture is taken",
        "line aim=never":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "printer: bufferFull":
            "a printer whose buffer is full takes no bytes, and its answer to a status request is silence in the fake",
        "printer: cutter":
            "the fake printer has no cutter; DriversTests read the bit in each language",
        "printer: jam":
            "the fake printer cannot jam; DriversTests read the bit in each language",
        "printer: lowBattery":
            "the fake printer has no battery; DriversTests read the bit",
        "printer: other":
            "faults that a language has no word for; DriversTests read the bits",
        "printer: overheated":
            "the fake printer does not get hot; DriversTests read the bit in each language",
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
        "sam verify=MS":
            "off by default, because many readers beep at every reading; DriversTests cover it",
        "ssi aim=always":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "ssi aim=never":
            "no published recording or document of a device that is set so; DriversTests cover it with made-up frames",
        "ssi idle=MS":
            "a length of time or bytes of any value: DriversTests vary it",
        "ssi missing=damaged":
            "a pause ends what has no suffix in raw readings only, and `line missing=damaged` shows it",
        "ssi reply=newland":
            "a Newland scanner does not speak SSI; the setting is there because raw readings share the line driver's form",
        "table: hidpos redirectsOutput=true":
            "the redirecting Honeywell of `hidpos-honeywell` is asked by its descriptor, and not forced",
        "tspl count=HEX":
            "only CPCL asks for a count",
        "tspl count=none":
            "only CPCL asks for a count",
        "tspl silence=MS":
            "a length of time or bytes of any value: DriversTests vary it",
        "zpl count=HEX":
            "only CPCL asks for a count",
        "zpl count=none":
            "only CPCL asks for a count",
        "zpl silence=MS":
            "a length of time or bytes of any value: DriversTests vary it",
    ]
}
