/// An interface of a USB device as the guest's kernel has it.
package struct GuestDriver: Hashable, Sendable {
    /// Socket, configuration and number, as sysfs calls it: `1-1:1.0`.
    package var interface: String
    /// Vendor and product.
    package var model: String
    /// The name of the driver; "none" for an interface that nobody has.
    package var driver: String
    /// What the driver has made of it: `ttyACM0`, `event0`.
    package var nodes: String

    /// Nil for a line of something else.
    init?(told line: String) {
        let words = line.split(separator: " ", maxSplits: 4).map(String.init)
        guard words.count >= 4, words[0] == "driver" else { return nil }
        (interface, model, driver) = (words[1], words[2], words[3])
        nodes = words.count > 4 ? words[4] : ""
    }

    package var socket: String { String(interface.prefix { $0 != ":" }) }
}

/// What the kernel's drivers are to a station.
struct StationDrivers {
    /// Whom the station takes the interface from.
    var before: String
    /// Who has it when the station has ended.
    var after: String

    /// What it works with through libusb, by vendor and product: HID POS and IBM scanners, the card reader, printers. The
    /// Zebra is not given back, because it is reset when usblp takes it (`Wire.bulkKept`).
    static let taken = [
        "0c2e:0907": StationDrivers(before: "usbhid", after: "usbhid"),
        "05e0:1300": StationDrivers(before: "usbhid", after: "usbhid"),
        "0400:c35a": StationDrivers(before: "none", after: "none"),
        "1203:0140": StationDrivers(before: "usblp", after: "usblp"),
        "0a5f:0080": StationDrivers(before: "usblp", after: "none"),
    ]
}

/// Which driver had each interface before the station was started, while it worked, and when it had ended.
package struct DriverRecord: Hashable, Sendable {
    package var before: [GuestDriver] = []
    package var during: [GuestDriver] = []
    package var after: [GuestDriver] = []

    /// The driver whose interfaces a program has taken.
    static let taken = "usbfs"

    /// What the station works with through libusb was taken from the kernel's driver, and given back; serial ports and
    /// keyboards stayed with theirs.
    func check() throws(MachineError) {
        let counts = Set([before.count, during.count, after.count])
        if before.isEmpty || counts.count != 1 { throw MachineError("so many interfaces were seen: \(counts)") }
        for (first, (second, last)) in zip(before, zip(during, after)) {
            let expected =
                StationDrivers.taken[first.model] ?? StationDrivers(before: first.driver, after: first.driver)
            let meanwhile = StationDrivers.taken[first.model] == nil ? first.driver : Self.taken
            let wanted = [expected.before, meanwhile, expected.after]
            let came = [first.driver, second.driver, last.driver]
            if came == wanted && Set([first.interface, second.interface, last.interface]).count == 1 { continue }
            throw MachineError("\(first.interface) \(first.model): drivers \(came), not \(wanted)")
        }
    }

    /// A table, a line for each interface.
    package var text: String {
        let rows = zip(before, zip(during, after)).map { first, rest in
            [first.interface, first.model] + [first, rest.0, rest.1].map { "\($0.driver) \($0.nodes)" }
        }
        let head = ["interface", "device", "before", "while the station works", "when it has ended"]
        return ([head] + rows).map { row in
            zip(row, [9, 9, 16, 23, 0]).map { word, width in
                word + String(repeating: " ", count: max(0, width - word.count))
            }.joined(separator: "  ")
        }.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }
}
