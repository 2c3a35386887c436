import Attach
import Catalog
import Devices
import Testing

private let keyboard = DeviceIdentity(
    vendor: 0x04D9, product: 0x1603, node: "/dev/input/event3", port: .input, portPath: "1-1.2")
private let adaptor = DeviceIdentity(vendor: 0x0403, product: 0x6001, node: "/dev/ttyUSB0", portPath: "1-1.3")

/// What becomes of a device under some rules: the entry and the rule of the first order.
private func taken(_ device: DeviceIdentity, by rules: [RoleRule]) -> (entry: String, rule: Int?)? {
    var box = Attachments(rules: rules)
    switch box.present([device], at: .start).first {
    case .open(let attached), .unassigned(let attached): return (attached.model.name, attached.rule)
    default: return nil
    }
}

@Suite("Devices that a rule has to name")
struct NamedDevicesTests {
    @Test func `an ordinary keyboard is not taken by rules for any device`() {
        let rules = DeviceModel.Role.allCases.map { RoleRule(role: $0, match: .any, lane: 1) }
        #expect(taken(keyboard, by: rules) == nil)
        var box = Attachments(rules: rules)
        #expect(box.present([keyboard], at: .start) == [.unknown(keyboard)])
    }

    @Test(
        "a keyboard that a rule names is what the rule says",
        arguments: [
            (.scanner, .model(vendor: 0x04D9, product: 0x1603), "Keyboard scanner"),
            (.keypad, .portPath("1-1.2"), "Keyboard as numeric keypad"),
        ] as [(DeviceModel.Role, RoleRule.Match, String)])
    func takesNamedKeyboards(role: DeviceModel.Role, match: RoleRule.Match, entry: String) {
        let found = taken(keyboard, by: [RoleRule(match: .any, lane: 1), RoleRule(role: role, match: match, lane: 2)])
        #expect(found?.entry == entry)
        #expect(found?.rule == 1)
    }

    @Test func `a serial port is a scanner for a rule of any device, and a card reader for one that names it`() {
        let scanners = RoleRule(match: .any, lane: 1)
        let readers = RoleRule(role: .cardReader, match: .any, lane: 1)
        #expect(taken(adaptor, by: [readers, scanners])?.entry == "RS-232 scanner on an adaptor")
        let named = RoleRule(role: .cardReader, match: .portPath("1-1.3"), lane: 1)
        #expect(taken(adaptor, by: [named, scanners])?.entry == "SAM ID-card reader on a serial port")
    }

    @Test func `an entry that is only taken by name is taken by its name`() {
        var rule = RoleRule(match: .portPath("1-1.3"), lane: 1, entry: "SSI scanner on an adaptor")
        #expect(taken(adaptor, by: [rule])?.entry == "SSI scanner on an adaptor")
        rule.role = .printer
        #expect(taken(adaptor, by: [rule])?.rule == nil, "the entry is a scanner")
        #expect(taken(keyboard, by: [RoleRule(match: .any, lane: 1, entry: "SSI scanner on an adaptor")]) == nil)
        #expect(taken(adaptor, by: [RoleRule(match: .any, lane: 1, entry: "no such entry")])?.rule == nil)
    }
}
