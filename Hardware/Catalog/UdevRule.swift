import Devices

/// Lines of the udev rules, and who may open what.
enum UdevRule {
    /// The group that opens every device of the station; Debian's group of serial ports.
    static let group = "dialout"

    static let access = #"GROUP="\#(group)", MODE="0660""#
    static let withoutModem = #"ENV{ID_MM_DEVICE_IGNORE}="1""#

    /// Matches the USB device itself.
    static func usbDevice(_ vendor: UInt16, _ product: String) -> String {
        #"SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="\#(vendor.fourHexDigits)", "#
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
        #"ATTRS{idVendor}=="\#(vendor.fourHexDigits)", ATTRS{idProduct}=="\#(product)""#
    }
}

func twoDigits(_ value: UInt8) -> String { String(UInt16(value).fourHexDigits.suffix(2)) }
