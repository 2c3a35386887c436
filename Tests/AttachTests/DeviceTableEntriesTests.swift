import Attach
import Catalog
import Devices
import Drivers
import Foundation
import Testing

extension DeviceModel: CustomTestStringConvertible {
    package var testDescription: String { name }

    /// A device the entry is for, on that port.
    fileprivate func device(on port: PortKind) -> DeviceIdentity {
        let id: UInt16 =
            switch product {
            case .exactly(let id): id
            case .lowByte(let mode): 0x7700 | UInt16(mode)
            case .any: 0x7777
            }
        let node = nodePrefix.isEmpty ? "/dev/anything" : nodePrefix + "0"
        return DeviceIdentity(vendor: vendor ?? 0x1234, product: id, node: node, port: port, name: words.first)
    }
}

@Suite("Every entry of the device table")
struct DeviceTableEntriesTests {
    private static let models = DeviceTable.standard.models

    @Test func `there are more than 100, most of them with ids, and at least two for each role`() {
        #expect(Self.models.count > 100)
        #expect(Self.models.count { $0.vendor != nil } > 90)
        for role in DeviceModel.Role.allCases { #expect(Self.models.count { $0.role == role } >= 2) }
    }

    @Test func `no two have the same name, and no two the same ids on the same wire`() {
        #expect(Set(Self.models.map(\.name)).count == Self.models.count)
        var seen: Set<String> = []
        for model in Self.models where model.vendor != nil {
            let ports = PortKind.every.filter(model.fits).map { "\($0)" }
            for port in ports {
                let key = "\(String(describing: model.vendor)) \(model.product) \(port)"
                #expect(seen.insert(key).inserted, "\(model.name)")
            }
        }
    }

    @Test("says where it was read, and trusts no guess", arguments: models)
    func saysItsSource(model: DeviceModel) {
        #expect(!model.source.isEmpty && !model.name.isEmpty)
        if model.source.contains("guess") || model.source.contains("not confirmed") && model.vendor != nil {
            #expect(model.trust == .unconfirmed || model.language == .line(LineFormat(reply: .newland)))
        }
        #expect(model.quirks.contains(.fallback) == (model.vendor == nil))
    }

    @Test("has a sheet that names it", arguments: models)
    func hasASheet(model: DeviceModel) throws {
        let sheet = try String(contentsOf: Sheets.folder.appending(path: model.sheet), encoding: .utf8)
        #expect(sheet.contains(model.name), "\(model.sheet) has no row for it")
        guard let vendor = model.vendor else { return }
        let id = String(format: "%04x", vendor)
        let ids =
            switch model.product {
            case .exactly(let product): "\(id):" + String(format: "%04x", product)
            case .lowByte(let mode): "\(id):??" + String(format: "%02x", mode)
            case .any: "\(id):any"
            }
        #expect(sheet.contains(ids), "\(model.sheet) does not have \(ids)")
    }

    @Test("fits the ports of its wire and no other", arguments: models)
    func fitsItsPorts(model: DeviceModel) {
        let types = model.language.isTyping
        let expected: [PortKind] =
            switch model.wire {
            case .serial: [.serial]
            case .keys: [.input]
            case .network: [.network]
            case .reports: types ? [.bootKeyboard] : [.hid]
            case .bulk where model.role == .printer, .bulkKept:
                model.vendor == nil ? [.printer] : [.printer, .vendorClass]
            case .bulk, .splitBulk: [.vendorClass, .noClass]
            }
        #expect(Set(PortKind.every.filter { model.fits(model.device(on: $0)) }) == Set(expected))
    }

    @Test("is what its own ids lead to", arguments: models)
    func isFound(model: DeviceModel) {
        let table = DeviceTable.standard
        for port in PortKind.every where model.fits(model.device(on: port)) {
            let device = model.device(on: port)
            if model.quirks.contains(.onlyByName) {
                #expect(table.model(for: device, as: model.role, isNamed: true) != model)
                #expect(table.model(named: model.name) == model)
            } else if model.quirks.contains(.needsRule) {
                #expect(table.model(for: device) == nil)
                let found = table.model(for: device, as: model.role, isNamed: true)
                // A keypad with a word in its name is a keyboard too, and is found by the word.
                #expect(found == model || found?.words.isEmpty == false)
            } else {
                #expect(table.model(for: device) == model)
            }
        }
    }

    @Test("is not for another vendor, and not for a device without ids", arguments: models)
    func mindsItsIDs(model: DeviceModel) {
        guard model.vendor != nil else { return }
        for port in PortKind.every {
            var device = model.device(on: port)
            device.vendor = 0x1234
            #expect(!model.fits(device))
            device.vendor = nil
            device.product = nil
            #expect(!model.fits(device))
        }
    }

    @Test("makes a driver; a line is read and verdicts are told", arguments: models)
    func makesDriver(model: DeviceModel) {
        let device = DeviceIdentity(vendor: 1, product: 2, node: "/dev/anything")
        var driver = Attached(id: DeviceID("x"), identity: device, model: model, rule: 0).makeDriver()
        guard case .line = model.language else { return }
        #expect(driver is LineDriver)
        #expect(driver.received(Array("A\r".utf8), at: .start) == [.scan(Scan(payload: [0x41]))])
        let told = model.verdict.bytes(for: .refused)
        #expect(driver.tell(.refused, at: .start) == (told.isEmpty ? [] : [.send(told)]))
    }

    @Test("agrees with itself", arguments: models)
    func agreesWithItself(model: DeviceModel) {
        if case .printer(let settings) = model.language {
            #expect([8, 12, 24].contains(settings.dotsPerMillimetre))
            #expect(settings.asksStatus == !model.quirks.contains(.unidirectional))
        }
        if case .line = model.language, model.quirks.contains(.unidirectional) {
            #expect(!model.verdict.tellsVerdicts)
        }
        if model.quirks.contains(.refusalDisables) { #expect(model.verdict == .datalogic) }
        if model.quirks.contains(.vendorSerial) {
            #expect(model.wire == .serial(LineSettings()))
        }
        #expect(
            model.setsAsideKernelDriver
                == (model.wire == .reports || model.wire == .bulkKept || model.wire == .bulk && model.role == .printer))
    }
}

extension DeviceModel.Language {
    fileprivate var isTyping: Bool {
        switch self {
        case .keyboard, .keypad: true
        default: false
        }
    }
}

/// The files of `Hardware/Sheets`.
enum Sheets {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Hardware/Sheets").standardizedFileURL

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".md") }.sorted()
    }
}

@Suite("The device sheets")
struct DeviceSheetsTests {
    @Test func `every sheet belongs to an entry`() throws {
        let used = Set(DeviceTable.standard.models.map(\.sheet))
        let orphans = try Sheets.names().filter { $0 != "README.md" && !used.contains($0) }
        #expect(orphans.isEmpty)
    }

    @Test func `each is short enough to be read beside the device`() throws {
        for name in try Sheets.names() {
            let text = try String(contentsOf: Sheets.folder.appending(path: name), encoding: .utf8)
            #expect((40...100).contains(text.count { $0 == "\n" }), "\(name)")
        }
    }
}
