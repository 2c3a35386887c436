import Attach
import Controller
import Devices
import Drivers
import Station

/// What the devices tell.
extension StationBox {
    func obey(_ outputs: [HubOutput], at now: Instant) {
        for output in outputs {
            switch output {
            case .open(let node, let wire): open(node, wire)
            case .close(let node): order(.close(node: node))
            case .send(let node, let bytes): send(bytes, to: node, at: now)
            case .request(let node, let request): ask(request, of: node, at: now)
            case .ready(let device): ready(device, at: now)
            case .lost(let id): lost(id, at: now)
            case .scan(let id, let scan): carryOut(loop.scanned(scan, by: id, at: now), at: now)
            case .key(let id, let key): carryOut(loop.keyed(key, by: id, at: now), at: now)
            case .card(let id, let card): carryOut(loop.carded(card, by: id, at: now), at: now)
            case .cardTrouble(let id, let trouble):
                log(.notice, "a card was not read", ["device": "\(id)", "trouble": trouble.rawValue])
                carryOut(loop.cardUnread(trouble, by: id, at: now), at: now)
            case .printer(let id, let event): printer(event, id, at: now)
            case .note(let id, let text): log(.info, text, ["device": "\(id)"])
            case .damaged(let id, let damage, let bytes):
                log(.warning, "damaged input", ["device": "\(id)", "damage": damage.rawValue])
                carryOut(loop.damaged(bytes, by: id, at: now), at: now)
            case .unassigned(let device):
                log(.notice, "no rule wants this device; it is left alone", ["device": "\(device.id)"])
            case .unknown(let identity):
                log(.notice, "not a device of the table; it is left alone", ["device": "\(identity.id)"])
            case .tooMany(let identity): log(.error, "too many devices", ["device": "\(identity.id)"])
            case .trouble(let id, let error):
                log(.error, "cannot open a device", ["device": "\(id)", "reason": "\(error)"])
            }
        }
    }

    private func ready(_ device: Attached, at now: Instant) {
        guard let duty = crew.duty(of: device) else { return }
        duties[device.id] = duty
        log(.info, "\(duty.name) ready", ["device": "\(device.id)", "at": duty.place])
        switch duty {
        case .scanner(let role): ready(role, at: now)
        case .helper(let kind, let lane):
            carryOut(loop.helperReady(device.id, kind, lane: lane, at: now), at: now)
        case .printer:
            if let printer = crew.printer(device) { printers.ready(printer) }
        }
    }

    private func ready(_ role: ScannerRole, at now: Instant) {
        let changed = lanes.attached(role, tellsVerdicts: hub.tellsVerdicts(role.device))
        if changed.isEmpty { tellClosed(role) }
        for role in changed { carryOut(loop.deviceReady(role, at: now), at: now) }
    }

    private func tellClosed(_ role: ScannerRole) {
        log(
            .warning, "the lane stays closed until a scanner of it can tell accepted from refused",
            ["lane": "\(role.lane)", "device": "\(role.device)"])
    }

    private func lost(_ id: DeviceID, at now: Instant) {
        let name = duties.removeValue(forKey: id)?.name ?? "device"
        log(.warning, "\(name) lost; plug it in again", ["device": "\(id)"])
        printers.lost(id)
        carryOut(loop.printerLost(id, at: now), at: now)
        carryOut(loop.helperLost(id, at: now), at: now)
        for device in lanes.detached(id) { carryOut(loop.deviceLost(device, at: now), at: now) }
    }

    /// A scanner works at another lane: what may be open or closed by that changes, and nothing is said of the scanner.
    func moved(_ role: ScannerRole, at now: Instant) {
        duties[role.device] = .scanner(role)
        for device in lanes.detached(role.device) where device != role.device {
            carryOut(loop.deviceLost(device, at: now), at: now)
        }
        let begun = lanes.attached(role, tellsVerdicts: hub.tellsVerdicts(role.device))
        for other in begun where other.device != role.device {
            carryOut(loop.deviceReady(other, at: now), at: now)
        }
        if !begun.contains(where: { $0.device == role.device }) {
            tellClosed(role)
            carryOut(loop.deviceLost(role.device, at: now), at: now)
        }
    }
}
