import Assembly
import Attach
import Controller
import Devices
import Foundation
import Kiosk
import Station
import Synchronization

/// What hangs on the box and what hung there within the hour, with what is wrong with each in words.
final class DeviceBoard {
    /// What verdicts call them, which any thread may ask.
    let names = DeviceNames()
    private var lost: [DeviceID: (kind: DeviceKind, lane: LaneID?, at: Instant)] = [:]
    private var known: [DeviceID: (kind: DeviceKind, lane: LaneID?)] = [:]

    private static let lostFor: Duration = .seconds(3_600)

    /// Where each scanner works.
    func scanners(of box: StationBox) -> [DeviceID: LaneID] {
        var scanners: [DeviceID: LaneID] = [:]
        for (device, duty) in box.inventory {
            if case .scanner(let role)? = duty { scanners[Self.id(of: device)] = role.lane }
        }
        return scanners
    }

    func list(_ box: StationBox, at now: Instant) -> [Screen.Device] {
        var listed: [Screen.Device] = []
        var there: Set<DeviceID> = []
        for (device, duty) in box.inventory {
            let id = Self.id(of: device)
            there.insert(id)
            let (kind, lane) = (DeviceKind(duty), duty?.desk)
            if duty != nil {
                known[id] = (kind, lane)
                names.learn(id, kind.name(lane: lane?.number))
            }
            // What is of no use here is nobody's concern.
            if duty == nil, device.phase != .tooMany { continue }
            let trouble = trouble(of: device, duty, box)
            listed.append(
                Screen.Device(
                    id: id.text, what: kind.text, lane: lane?.number,
                    state: trouble == nil ? .ready : trouble == .unplugged ? .lost : .trouble,
                    trouble: trouble?.text))
        }
        for (id, device) in known where !there.contains(id) && lost[id] == nil {
            lost[id] = (device.kind, device.lane, now)
        }
        for id in lost.keys where there.contains(id) || lost[id]?.at.advanced(by: Self.lostFor) ?? now < now {
            lost[id] = nil
            if !there.contains(id) { known[id] = nil }
        }
        for (id, device) in lost.sorted(by: { $0.key.text < $1.key.text }) {
            listed.append(
                Screen.Device(
                    id: id.text, what: device.kind.text, lane: device.lane?.number, state: .lost,
                    trouble: DeviceTrouble.unplugged.text))
        }
        return listed
    }

    private static func id(of device: Sighted) -> DeviceID { device.attached?.id ?? device.identity.id }

    private func trouble(of device: Sighted, _ duty: Duty?, _ box: StationBox) -> DeviceTrouble? {
        switch device.phase {
        case .open: return .doesNotAnswer
        case .opening: return nil
        case .waiting(let failure?):
            return failure.isGone ? .unplugged : .cannotBeOpened
        case .waiting(nil): return .unplugged
        case .setAside: return .sendsNoise
        case .unassigned, .unknown: return .unassigned
        case .tooMany: return .tooMany
        case .ready: break
        }
        switch duty {
        case .scanner(let role)?:
            if role.isPlaced == false { return .laneUnknown }
            return box.isOpen(role.lane) ? nil : .cannotTell
        case .printer?:
            let id = device.attached?.id ?? device.identity.id
            return box.status(ofPrinter: id)?.faults.min().map { .printer($0) }
        case .helper?, nil: return nil
        }
    }
}

extension LinkError {
    /// Whether the plug is out.
    fileprivate var isGone: Bool {
        switch reason {
        case .notFound, .disconnected: true
        case .other(let code, _): [ENOENT, ENODEV, ENXIO].contains(code)
        case .busy, .permissionDenied, .unsupported: false
        }
    }
}

extension DeviceKind {
    fileprivate init(_ duty: Duty?) {
        switch duty {
        case .scanner?: self = .scanner
        case .helper(.keypad, _)?: self = .keypad
        case .helper(.cardReader, _)?: self = .cardReader
        case .printer?: self = .printer
        case nil: self = .other
        }
    }
}

extension Duty {
    fileprivate var desk: LaneID? {
        switch self {
        case .scanner(let role): role.isPlaced == false ? nil : role.lane
        case .helper(_, let lane), .printer(let lane): lane
        }
    }
}

/// The names of devices that have worked here.
final class DeviceNames: Sendable {
    private let names = Mutex<[DeviceID: Text]>([:])
    /// More hang on no box in its life between two starts.
    private static let most = 500

    func learn(_ id: DeviceID, _ name: Text?) {
        names.withLock { if $0.count < Self.most { $0[id] = name } }
    }

    func name(of id: DeviceID, in language: Station.Language) -> String? {
        let name = names.withLock { $0[id] }
        return language == .english ? name?.en : name?.zh
    }
}
