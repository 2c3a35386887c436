import Attach
import Controller
package import Devices
import Drivers
import Labels
package import Recorder
import Station

/// What the sequence orders.
extension StationBox {
    func carryOut(_ orders: [Order], at now: Instant) {
        for order in orders {
            switch order {
            case .signal(let feedback, let device): obey(hub.tell(feedback, to: device, at: now), at: now)
            case .show(let verdict, let lane): show(verdict, on: lane)
            case .placed(let role): moved(role, at: now)
            case .noteUnreadable(let device):
                if hub.notedUnreadable(device, at: now) { carryOut(loop.deviceSetAside(device, at: now), at: now) }
            case .stopIntake(let error):
                log(.critical, "nothing is accepted", ["reason": "\(error)"])
                self.order(.stopIntake(error))
            }
        }
    }

    private func show(_ verdict: Verdict, on lane: LaneID?) {
        for id in lane.map({ [$0] }) ?? configuration.settings.lanes { last[id] = verdict }
        shown?(verdict, lane)
        log(.debug, "verdict", ["lane": lane?.description ?? "all", "verdict": verdict.name])
    }

    // MARK: Labels

    func printer(_ event: PrinterEvent, _ id: DeviceID, at now: Instant) {
        switch event {
        case .identified(let model): log(.info, "the printer is a \(model)", ["device": "\(id)"])
        case .status(let status):
            let faults = status.faults.sorted().map(\.rawValue).joined(separator: ", ")
            log(.notice, "printer: \(faults.isEmpty ? "ready" : faults)", ["device": "\(id)"])
            printers.says(status, id)
            if faults.isEmpty { obey(hub.settled(id, at: now), at: now) }
            // A label that waits for paper is nobody's yet: another printer, or a hand, may have it.
            if let fault = status.faults.min() { obey(hub.recall(id, fault), at: now) }
        case .finished(let label, let outcome):
            log(.info, "label \(label.number): \(outcome)", ["device": "\(id)"])
            if case .unknown = outcome { printers.failed(id) }
            carryOut(loop.labelEnded(label, outcome, at: now), at: now)
        }
    }

    /// Hands over what is owed to printers that have nothing else to do: behind the verdicts, because each has a row of its own.
    func printOwed(at now: Instant) {
        if !loop.testsWanted.isEmpty {
            for lane in printers.well.map(\.lane) where loop.testsWanted.contains(lane) {
                carryOut(loop.labelTestDue(lane, at: now), at: now)
            }
        }
        let debts = labelsOwed
        for id in printers.settled(debts) { obey(hub.settled(id, at: now), at: now) }
        guard !debts.isEmpty else { return }
        for printer in printers.well {
            guard let next = loop.handOver(to: printer.device, lane: printer.lane, at: now) else { continue }
            let bytes = next.content.bytes(
                for: printer.language, dotsPerMillimetre: printer.dotsPerMillimetre, glyphs: glyphs)
            obey(hub.print(PrintJob(label: next.label, bytes: bytes), on: printer.device, at: now), at: now)
        }
    }

    // MARK: The flight recorder

    /// What last passed between the box and a device, or with nil all devices that are known now; codes of tubes, bags and
    /// cards may stay as they are, persons only if it is asked for raw.
    package func captures(of id: DeviceID?, raw: Bool) -> [(device: DeviceID, capture: Capture)] {
        let known = hub.inventory.compactMap(\.attached)
        return recorder.devices.filter { id == nil || $0 == id }.compactMap { device in
            guard let attached = known.first(where: { $0.id == device }) else { return nil }
            let header = Capture.Header(of: crew.laid(over: attached), isRaw: raw)
            let capture = recorder.capture(of: device, header: header, raw: raw) { [loop] in loop.isNoPerson($0) }
            return capture.map { (device, $0) }
        }
    }
}
