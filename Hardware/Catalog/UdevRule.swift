import Devices

/// Lines of the udev rules, and who may open what.
enum UdevRule {
    /// The group that opens every device of the station; Debian's group of serial ports.
    static let group = "dialout"

    static let access = #"GROUP="\#(group)", MODE="0660""#
    static let withoutModem = #"ENV{ID_MM_DEVICE_IGNORE}="1""#

    /// Matches the USB device itself.
    static func usbDevice(_ vendor: UInt16, _ product: String) -> String {
        #"SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="\#(fourDigits(vendor))", "#
            + #"ATTR{idProduct}=="\#(product)""#
    }

    /// Matches the device's ttys.
    static func tty(_ vendor: UInt16, _ product: String) -> String {
        #"SUBSYSTEM=="tty", "# + parent(vendor, product)
    }

    /// Matches the device's event nodes.
    static func eventNode(_ vendor: UInt16, _ product: String) -> String {
        #"SUBSYSTEM=="input", KERNEL=="event*", "# + parent(vendor, product)
    }

    private static func parent(_ vendor: UInt16, _ product: String) -> String {
        #"ATTRS{idVendor}=="\#(fourDigits(vendor))", ATTRS{idProduct}=="\#(product)""#
    }
}

/// Four lower case hexadecimal digits, as the kernel writes ids.
func fourDigits(_ value: UInt16) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
}

func twoDigits(_ value: UInt8) -> String { String(fourDigits(UInt16(value)).suffix(2)) }
