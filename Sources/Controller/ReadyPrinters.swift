package import Devices
package import Labels
package import Station

/// The printers that are there, and which of them are well: labels go to those alone, one at a time, so that little is in
/// doubt when one fails. What is owed is the sequence's (`LabelDebt`).
package struct ReadyPrinters {
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

    private var printers: [Printer] = []
    private var isWell: Set<DeviceID> = []
    /// What each printer that is there has said of itself last.
    package private(set) var statuses: [DeviceID: PrinterStatus] = [:]
    /// Printers that failed at a label, whose drivers wait for somebody to have looked.
    private var hasFailed: Set<DeviceID> = []

    package init() {}

    package mutating func ready(_ printer: Printer) {
        lost(printer.device)
        printers.append(printer)
    }

    package mutating func lost(_ device: DeviceID) {
        printers.removeAll { $0.device == device }
        isWell.remove(device)
        hasFailed.remove(device)
        statuses[device] = nil
    }

    /// What it says of itself; before it has said anything it gets nothing.
    package mutating func says(_ status: PrinterStatus, _ device: DeviceID) {
        statuses[device] = status
        if status.faults.isEmpty {
            isWell.insert(device)
            // Who has mended it has seen what came out of it.
            hasFailed.remove(device)
        } else {
            isWell.remove(device)
        }
    }

    package mutating func failed(_ device: DeviceID) { hasFailed.insert(device) }

    /// Printers that failed and whose lanes have no label in doubt any more: somebody has looked.
    package mutating func settled(_ debts: [LabelDebt]) -> [DeviceID] {
        if hasFailed.isEmpty { return [] }
        let doubtful = Set(debts.filter { $0.stage == .doubtful }.map(\.lane))
        let looked = printers.filter { hasFailed.contains($0.device) && !doubtful.contains($0.lane) }.map(\.device)
        hasFailed.subtract(looked)
        return looked
    }

    /// In the order in which they came.
    package var well: [Printer] { printers.filter { isWell.contains($0.device) && !hasFailed.contains($0.device) } }
}
