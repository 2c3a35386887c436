import Catalog
import Devices
import Foundation
import Testing

@Suite("The udev rules")
struct UdevRulesTests {
    private let text = DeviceTable.standard.udevRules()
    private var rules: [String] {
        text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test func `and the installed file are one`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Hardware/udev/60-scanstation.rules").standardizedFileURL
        if ProcessInfo.processInfo.environment["SCANSTATION_WRITE_GENERATED"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let installed = try String(contentsOf: file, encoding: .utf8)
        #expect(installed == text, "SCANSTATION_WRITE_GENERATED=1 writes it anew")
    }

    @Test func `are rules, each of them: matches, then assignments that udev knows`() throws {
        #expect(rules.count > 100)
        for rule in rules {
            let parts = try #require(UdevParts(rule), "\(rule)")
            let assigned = parts.all.firstIndex { $0.assigns } ?? 0
            #expect(assigned > 0, "\(rule) matches everything")
            #expect(parts.all[assigned...].allSatisfy { $0.assigns }, "\(rule) matches after it assigns")
            #expect(parts.all[0].key == "SUBSYSTEM", "\(rule)")
        }
    }

    @Test func `give access to one group, and never to everybody`() throws {
        for rule in rules {
            let parts = try #require(UdevParts(rule))
            let group = parts.all.first { $0.key == "GROUP" }
            let mode = parts.all.first { $0.key == "MODE" }
            #expect((group == nil) == (mode == nil), "\(rule)")
            if let group { #expect(group.value == "dialout") }
            if let mode { #expect(mode.value == "0660") }
        }
    }

    @Test func `match by ids as the kernel writes them`() throws {
        for rule in rules {
            let parts = try #require(UdevParts(rule))
            let vendor = try #require(parts.all.first { $0.key.hasSuffix("{idVendor}") }, "\(rule)")
            let product = try #require(parts.all.first { $0.key.hasSuffix("{idProduct}") }, "\(rule)")
            #expect(vendor.value.wholeMatch(of: /[0-9a-f]{4}/) != nil, "\(rule)")
            #expect(product.value.wholeMatch(of: /[0-9a-f?]{4}/) != nil, "\(rule)")
            // ATTR asks the device itself, ATTRS one of its parents: the two must not be mixed up.
            let asks = rule.hasPrefix(#"SUBSYSTEM=="usb""#) ? "ATTR" : "ATTRS"
            #expect(vendor.key == "\(asks){idVendor}" && product.key == "\(asks){idProduct}", "\(rule)")
        }
    }

    @Test func `do not repeat themselves, and end no line with a comma`() {
        #expect(Set(rules).count == rules.count)
        #expect(rules.allSatisfy { !$0.hasSuffix(",") && !$0.hasSuffix(" ") && !$0.contains("\t") })
    }

    @Test("cover each entry with ids by its wire", arguments: DeviceTable.standard.models.filter { $0.vendor != nil })
    func cover(model: DeviceModel) {
        let vendor = String(format: "%04x", model.vendor ?? 0)
        let product =
            switch model.product {
            case .exactly(let id): String(format: "%04x", id)
            case .lowByte(let mode): "??" + String(format: "%02x", mode)
            case .any: "????"
            }
        let itself = #"ATTR{idVendor}=="\#(vendor)", ATTR{idProduct}=="\#(product)", "#
        let parent = #"ATTRS{idVendor}=="\#(vendor)", ATTRS{idProduct}=="\#(product)", "#
        let access = #"GROUP="dialout", MODE="0660""#
        switch model.wire {
        case .serial:
            #expect(rules.contains { $0.hasSuffix(itself + #"ENV{ID_MM_DEVICE_IGNORE}="1""#) })
            #expect(rules.contains { $0.hasSuffix("\(parent)\(access), " + #"ENV{ID_MM_DEVICE_IGNORE}="1""#) })
            #expect(rules.contains { $0.contains(parent) && $0.contains(#"SYMLINK+="scanstation/"#) })
        case .keys: #expect(rules.contains(#"SUBSYSTEM=="input", KERNEL=="event*", "# + parent + access))
        case .reports, .bulk, .bulkKept, .splitBulk:
            #expect(rules.contains(#"SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", "# + itself + access))
        case .network: Issue.record("a network device has no ids")
        }
    }
}

/// The parts of one line of udev rules; nil for what is none. From udev(7): `KEY[{attribute}]OPERATOR"value"`,
/// separated by commas.
private struct UdevParts {
    struct Part {
        var key: String
        var assigns: Bool
        var value: String
    }

    var all: [Part] = []

    private static let matchKeys = ["SUBSYSTEM", "KERNEL", "ATTR", "ATTRS", "ENV"]
    private static let assignKeys = ["GROUP": "=", "MODE": "=", "ENV": "=", "SYMLINK": "+="]

    init?(_ line: String) {
        var rest = Substring(line)
        while true {
            guard let match = rest.prefixMatch(of: /([A-Z]+)(\{[A-Za-z_]+\})?(==|\+=|=)"([^"\\]*)"/) else { return nil }
            let (_, key, attribute, sign, value) = match.output
            let assigns = sign != "=="
            if assigns {
                // IMPORT{builtin}="..." is a match: the line ends where it fails.
                let isImport = key == "IMPORT" && attribute == "{builtin}" && sign == "="
                guard isImport || UdevParts.assignKeys[String(key)] == String(sign) else { return nil }
                all.append(Part(key: String(key), assigns: !isImport, value: String(value)))
            } else {
                guard UdevParts.matchKeys.contains(String(key)) else { return nil }
                all.append(Part(key: String(key) + (attribute ?? ""), assigns: false, value: String(value)))
            }
            rest = rest[match.range.upperBound...]
            if rest.isEmpty { return }
            guard rest.hasPrefix(", ") else { return nil }
            rest = rest.dropFirst(2)
        }
    }
}
