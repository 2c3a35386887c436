package import Devices
package import Labels
package import Station

/// Labels that are to be printed, and the printers they wait for. A label is never waited for: it is *owed* until a printer has
/// printed it, and the sequence goes on.
///
///     owed --a printer of its lane is ready--> handed over --printed, taken--> gone
///       ^                                          |-- not printed -----------> owed
///       +--- the printer is lost, nothing sent ----+-- unknown ---------------> doubtful: it may exist; it is not printed again
///
/// Not modelled: what is owed from before a restart, which is not remembered.
package struct OwedLabels {
    /// A printer that is ready.
    package struct Printer: Hashable, Sendable {
        package var device: DeviceID
        package var lane: LaneID
        package var language: PrinterLanguage
        package var dotsPerMillimetre: Int

        package init(device: DeviceID, lane: LaneID, language: PrinterLanguage, dotsPerMillimetre: Int) {
            self.device = device
            self.lane = lane
            self.language = language
            self.dotsPerMillimetre = dotsPerMillimetre
        }
    }

    private enum State: Hashable {
        case owed
        case handed(DeviceID)
        case doubtful
    }

    private struct Owed: Hashable {
        var id: LabelID
        var label: BagLabel
        var lane: LaneID
        var state: State
    }

    /// The most labels that are remembered; the oldest doubtful, then the oldest owed gives way.
    package static let most = 64

    private var labels: [Owed] = []
    private var printers: [Printer] = []
    private var count = 0

    package init() {}

    /// What to hand over now.
    package struct Handover: Hashable {
        package var device: DeviceID
        package var job: PrintJob
    }

    /// - Returns: what gave way, if too many are owed.
    package mutating func owe(_ label: BagLabel, lane: LaneID) -> BagLabel? {
        count += 1
        labels.append(Owed(id: LabelID(count), label: label, lane: lane, state: .owed))
        if labels.count <= Self.most { return nil }
        let index = labels.firstIndex { $0.state == .doubtful } ?? labels.firstIndex { $0.state == .owed } ?? 0
        return labels.remove(at: index).label
    }

    package mutating func ready(_ printer: Printer) {
        lost(printer.device)
        printers.append(printer)
    }

    /// What was handed to it is unknown, unless the printer's driver has said otherwise before.
    package mutating func lost(_ device: DeviceID) {
        printers.removeAll { $0.device == device }
        for index in labels.indices where labels[index].state == .handed(device) { labels[index].state = .doubtful }
    }

    package mutating func finished(_ id: LabelID, _ outcome: PrintOutcome) {
        guard let index = labels.firstIndex(where: { $0.id == id }) else { return }
        switch outcome {
        case .printed, .taken: labels.remove(at: index)
        case .notPrinted: labels[index].state = .owed
        case .unknown: labels[index].state = .doubtful
        }
    }

    /// Labels whose lane has a printer: one at a time for each printer, so that a printer that fails keeps few.
    package mutating func handovers() -> [Handover] {
        var handovers: [Handover] = []
        for printer in printers where !labels.contains(where: { $0.state == .handed(printer.device) }) {
            let next = labels.firstIndex { $0.state == .owed && $0.lane == printer.lane }
            guard let next else { continue }
            labels[next].state = .handed(printer.device)
            let bytes = labels[next].label.label.bytes(
                for: printer.language, dotsPerMillimetre: printer.dotsPerMillimetre)
            handovers.append(Handover(device: printer.device, job: PrintJob(label: labels[next].id, bytes: bytes)))
        }
        return handovers
    }

    /// For `status`: bags whose label is to be printed still, or may exist.
    package var listed: [String] {
        labels.map { owed in
            let bag = "bag \(owed.label.bag), lane \(owed.lane)"
            return owed.state == .doubtful ? "\(bag): may be printed; look at the printer" : "\(bag): owed"
        }
    }
}
