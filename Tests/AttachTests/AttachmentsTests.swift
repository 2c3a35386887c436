import Attach
import Catalog
import Devices
import Testing

private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

private func cino(_ node: String, serial: String? = nil, port: String? = nil) -> DeviceIdentity {
    DeviceIdentity(vendor: 0x1FBB, product: 0x3850, serialNumber: serial, node: node, portPath: port)
}

private func everything() -> Attachments {
    Attachments(rules: [RoleRule(match: .any, lane: 1, track: "both")])
}

private func busy(_ node: String) -> LinkError { LinkError(.busy, device: node, attempt: "open") }

/// Outputs as a reader of the test sees them: `open cino@1-1 /dev/ttyACM0`.
private func told(_ outputs: [AttachOutput]) -> [String] {
    outputs.map { output in
        switch output {
        case .open(let device): "open \(device.id) \(device.identity.node)"
        case .ready(let device): "ready \(device.id)"
        case .lost(let id, let node): "lost \(id) \(node)"
        case .unassigned(let device): "unassigned \(device.id)"
        case .unknown(let identity): "unknown \(identity.node)"
        case .tooMany(let identity): "too many \(identity.node)"
        case .trouble(let id, let error): "trouble \(id) \(error.reason)"
        }
    }
}

@Suite("Attachments")
struct AttachmentsTests {
    @Test func `a device that appears is opened, ready, and lost when it is unplugged`() {
        var box = everything()
        let device = cino("/dev/ttyACM0", serial: "7")
        #expect(told(box.present([device], at: at(0))) == ["open 1fbb:3850/7 /dev/ttyACM0"])
        #expect(box.present([device], at: at(1)).isEmpty)
        #expect(told(box.opened(node: "/dev/ttyACM0", at: at(2))) == ["ready 1fbb:3850/7"])
        #expect(box.ready.map(\.identity) == [device])
        #expect(box.present([device], at: at(3)).isEmpty)
        #expect(told(box.unplugged(node: "/dev/ttyACM0", at: at(4))) == ["lost 1fbb:3850/7 /dev/ttyACM0"])
        #expect(box.ready.isEmpty)
        #expect(box.present([], at: at(5)).isEmpty, "lost is told once")
        #expect(box.deadline == nil)
    }

    @Test func `a device that comes back under another node keeps its id`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", serial: "7", port: "1-1")], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(1))
        let moved = box.present([cino("/dev/ttyACM1", serial: "7", port: "1-2")], at: at(2))
        #expect(told(moved) == ["lost 1fbb:3850/7 /dev/ttyACM0", "open 1fbb:3850/7 /dev/ttyACM1"])
        #expect(box.unplugged(node: "/dev/ttyACM0", at: at(3)).isEmpty, "the old link's farewell comes late")
        #expect(told(box.opened(node: "/dev/ttyACM1", at: at(4))) == ["ready 1fbb:3850/7"])
    }

    @Test func `a device that left the listing is lost when its link says so, and tried again when it is back`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", port: "1-1")], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(1))
        #expect(box.present([], at: at(2)).isEmpty, "its link may still deliver what it got")
        #expect(box.present([], at: at(3)).isEmpty)
        #expect(box.inventory.isEmpty)
        #expect(told(box.unplugged(node: "/dev/ttyACM0", at: at(4))) == ["lost 1fbb:3850@1-1 /dev/ttyACM0"])
        #expect(box.deadline == nil)
        #expect(told(box.present([cino("/dev/ttyACM0", port: "1-1")], at: at(5))).count == 1)
    }

    @Test func `a device that left the listing is lost after half a second when its link says nothing`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", port: "1-1")], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(1))
        _ = box.present([], at: at(2))
        #expect(box.deadline == at(502))
        #expect(box.deadlinePassed(at: at(501)).isEmpty)
        #expect(told(box.deadlinePassed(at: at(502))) == ["lost 1fbb:3850@1-1 /dev/ttyACM0"])
        #expect(box.unplugged(node: "/dev/ttyACM0", at: at(503)).isEmpty)
    }

    @Test
    func `a device that leaves and comes back at once is opened anew when the link says that it was another plug`() {
        var box = everything()
        let device = cino("/dev/ttyACM0", port: "1-1")
        _ = box.present([device], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(1))
        _ = box.present([], at: at(2))
        #expect(box.present([device], at: at(3)).isEmpty)
        #expect(told(box.unplugged(node: "/dev/ttyACM0", at: at(4))) == ["lost 1fbb:3850@1-1 /dev/ttyACM0"])
        #expect(told(box.deadlinePassed(at: at(54))) == ["open 1fbb:3850@1-1 /dev/ttyACM0"])
    }

    @Test func `a device whose node another one has is lost before the other is opened`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", serial: "7")], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(1))
        #expect(
            told(box.present([cino("/dev/ttyACM0", serial: "8")], at: at(2))) == [
                "lost 1fbb:3850/7 /dev/ttyACM0", "open 1fbb:3850/8 /dev/ttyACM0",
            ])
    }

    @Test func `failures are tried again after 50 ms, doubling to 2 s, for ever, and told once`() {
        var box = everything()
        var now = at(0)
        var outputs = box.present([cino("/dev/ttyACM0", port: "1-1")], at: now)
        var waits: [Duration] = []
        for round in 0..<12 {
            #expect(told(outputs) == ["open 1fbb:3850@1-1 /dev/ttyACM0"])
            let failed = box.openFailed(node: "/dev/ttyACM0", busy("/dev/ttyACM0"), at: now)
            #expect(told(failed) == (round == 0 ? ["trouble 1fbb:3850@1-1 busy"] : []))
            guard let deadline = box.deadline else { break }
            waits.append(now.duration(to: deadline))
            let early = deadline.advanced(by: .milliseconds(-1))
            #expect(box.deadlinePassed(at: early).isEmpty)
            now = deadline
            outputs = box.deadlinePassed(at: now)
        }
        let expected = [50, 100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000, 2000, 2000]
        #expect(waits == expected.map { .milliseconds($0) })
    }

    @Test func `another reason is told again, a device that is merely gone is not`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", port: "1-1")], at: at(0))
        let gone = LinkError(.notFound, device: "/dev/ttyACM0", attempt: "open")
        let denied = LinkError(.permissionDenied, device: "/dev/ttyACM0", attempt: "open")
        #expect(box.openFailed(node: "/dev/ttyACM0", gone, at: at(0)).isEmpty)
        _ = box.deadlinePassed(at: at(50))
        #expect(box.openFailed(node: "/dev/ttyACM0", busy("/dev/ttyACM0"), at: at(50)).count == 1)
        _ = box.deadlinePassed(at: at(150))
        #expect(box.openFailed(node: "/dev/ttyACM0", denied, at: at(150)).count == 1)
    }

    @Test func `a fresh appearance starts the retries anew`() {
        var box = everything()
        let device = cino("/dev/ttyACM0", port: "1-1")
        _ = box.present([device], at: at(0))
        for step in 0..<5 {
            _ = box.openFailed(node: "/dev/ttyACM0", busy("/dev/ttyACM0"), at: at(Int64(step) * 3000))
            _ = box.deadlinePassed(at: at(Int64(step) * 3000 + 2000))
        }
        _ = box.present([], at: at(20_000))
        #expect(box.present([device], at: at(20_001)).count == 1)
        #expect(box.openFailed(node: "/dev/ttyACM0", busy("/dev/ttyACM0"), at: at(20_002)).count == 1)
        #expect(box.deadline == at(20_052))
    }

    @Test func `a link that drops out is opened again without a listing`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", port: "1-1")], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(0))
        _ = box.unplugged(node: "/dev/ttyACM0", at: at(10_000))
        #expect(box.deadline == at(10_050))
        #expect(box.deadlinePassed(at: at(10_050)).count == 1)
    }

    @Test func `a link that drops out at once is opened more and more slowly`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", port: "1-1")], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(0))
        _ = box.unplugged(node: "/dev/ttyACM0", at: at(1))
        _ = box.deadlinePassed(at: at(51))
        _ = box.opened(node: "/dev/ttyACM0", at: at(51))
        _ = box.unplugged(node: "/dev/ttyACM0", at: at(52))
        #expect(box.deadline == at(152))
    }

    @Test func `what the table does not know is told once and left alone`() {
        var box = everything()
        let mouse = DeviceIdentity(vendor: 0x046D, product: 0xC077, node: "/dev/input/event3")
        #expect(told(box.present([mouse], at: at(0))) == ["unknown /dev/input/event3"])
        #expect(box.present([mouse], at: at(1)).isEmpty)
        #expect(box.present([], at: at(2)).isEmpty)
        #expect(box.present([mouse], at: at(3)).count == 1)
    }

    @Test func `more devices than the limit are told, and a place that falls free is taken`() {
        var box = everything()
        let all = (0...AttachLimit.devices).map { cino("/dev/ttyACM\($0)", port: "1-\($0)") }
        let first = told(box.present(all, at: at(0)))
        #expect(first.count { $0.hasPrefix("open") } == AttachLimit.devices)
        #expect(first.last == "too many /dev/ttyACM16")
        #expect(box.present(all, at: at(1)).isEmpty)
        #expect(told(box.present(Array(all.dropFirst()), at: at(2))) == ["open 1fbb:3850@1-16 /dev/ttyACM16"])
    }
}

@Suite("Attachments of like devices")
struct LikeDevicesTests {
    @Test func `two without serial numbers are told apart by their ports`() {
        var box = everything()
        let outputs = box.present([cino("/dev/ttyACM0", port: "1-1"), cino("/dev/ttyACM1", port: "1-2")], at: at(0))
        #expect(told(outputs) == ["open 1fbb:3850@1-1 /dev/ttyACM0", "open 1fbb:3850@1-2 /dev/ttyACM1"])
        let swapped = box.present([cino("/dev/ttyACM1", port: "1-1"), cino("/dev/ttyACM0", port: "1-2")], at: at(1))
        #expect(told(swapped) == ["open 1fbb:3850@1-1 /dev/ttyACM1", "open 1fbb:3850@1-2 /dev/ttyACM0"])
    }

    @Test func `when two ready devices swap nodes, both are closed before either is opened`() {
        var box = everything()
        _ = box.present([cino("/dev/ttyACM0", serial: "A"), cino("/dev/ttyACM1", serial: "B")], at: at(0))
        _ = box.opened(node: "/dev/ttyACM0", at: at(1))
        _ = box.opened(node: "/dev/ttyACM1", at: at(1))
        let swapped = box.present([cino("/dev/ttyACM1", serial: "A"), cino("/dev/ttyACM0", serial: "B")], at: at(2))
        #expect(
            told(swapped) == [
                "lost 1fbb:3850/A /dev/ttyACM0", "lost 1fbb:3850/B /dev/ttyACM1", "open 1fbb:3850/A /dev/ttyACM1",
                "open 1fbb:3850/B /dev/ttyACM0",
            ])
    }

    @Test("two that report one serial number keep their ids in any order", arguments: [false, true])
    func sameSerialNumber(reversed: Bool) {
        var box = everything()
        let pair = [cino("/dev/ttyACM0", serial: "0", port: "1-1"), cino("/dev/ttyACM1", serial: "0", port: "1-2")]
        let both = Set(["open 1fbb:3850/0 /dev/ttyACM0", "open 1fbb:3850/0@1-2 /dev/ttyACM1"])
        #expect(Set(told(box.present(reversed ? pair.reversed() : pair, at: at(0)))) == both)
        _ = box.opened(node: "/dev/ttyACM0", at: at(1))
        _ = box.opened(node: "/dev/ttyACM1", at: at(1))
        #expect(box.present([pair[1]], at: at(2)).isEmpty)
        #expect(told(box.unplugged(node: "/dev/ttyACM0", at: at(2))) == ["lost 1fbb:3850/0 /dev/ttyACM0"])
        #expect(told(box.present(pair, at: at(3))) == ["open 1fbb:3850/0 /dev/ttyACM0"])
    }

    @Test func `the second of one serial number that comes later does not push the first out`() {
        var box = everything()
        let first = cino("/dev/ttyACM1", serial: "0", port: "1-2")
        let second = cino("/dev/ttyACM0", serial: "0", port: "1-1")
        _ = box.present([first], at: at(0))
        _ = box.opened(node: "/dev/ttyACM1", at: at(1))
        #expect(told(box.present([second, first], at: at(2))) == ["open 1fbb:3850/0@1-1 /dev/ttyACM0"])
        #expect(box.ready.map(\.id.text) == ["1fbb:3850/0"])
    }

    @Test func `a rule for one device counts before one for many, whichever was written first`() {
        let rules = [
            RoleRule(match: .any, lane: 1, track: "both"),
            RoleRule(match: .model(vendor: 0x05F9, product: 0x4204), lane: 2, track: "both"),
            RoleRule(role: .printer, match: .portPath("1-3"), lane: 1),
            RoleRule(role: .cardReader, match: .serialNumber("R"), lane: 1),
        ]
        var box = Attachments(rules: rules)
        let adaptor = { (node: String, serial: String, port: String) in
            DeviceIdentity(vendor: 0x10C4, product: 0xEA60, serialNumber: serial, node: node, portPath: port)
        }
        let listing = [
            adaptor("/dev/ttyUSB0", "P", "1-3"), adaptor("/dev/ttyUSB1", "R", "1-4"),
            DeviceIdentity(vendor: 0x05F9, product: 0x4204, node: "/dev/ttyACM2", portPath: "1-5"),
            cino("/dev/ttyACM3", serial: "C", port: "1-6"),
        ]
        var found: [Int?] = []
        for case .open(let device) in box.present(listing, at: at(0)) { found.append(device.rule) }
        #expect(found == [2, 3, 1, 0])
    }

    @Test func `of rules alike the first that matches counts, and a device without one is left alone`() {
        let rules = [
            RoleRule(match: .serialNumber("A"), lane: 1, track: "collect"),
            RoleRule(match: .portPath("1-2"), lane: 1, track: "pack"),
            RoleRule(match: .model(vendor: 0x05F9, product: 0x4204), lane: 2, track: "both"),
        ]
        var box = Attachments(rules: rules)
        let listing = [
            cino("/dev/ttyACM0", serial: "A", port: "1-2"), cino("/dev/ttyACM1", serial: "B", port: "1-2"),
            DeviceIdentity(vendor: 0x05F9, product: 0x4204, node: "/dev/ttyACM2", portPath: "1-3"),
            cino("/dev/ttyACM3", serial: "C", port: "1-4"),
        ]
        var found: [Int?] = []
        for output in box.present(listing, at: at(0)) {
            switch output {
            case .open(let device), .unassigned(let device): found.append(device.rule)
            default: Issue.record("\(output)")
            }
        }
        #expect(found == [0, 1, 2, nil])
        #expect(box.present(listing, at: at(1)).isEmpty)
        #expect(box.opened(node: "/dev/ttyACM3", at: at(2)).isEmpty)
        #expect(told(box.present([], at: at(3))).isEmpty, "it was never ready, so it is not lost")
    }
}
