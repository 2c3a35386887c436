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

    package init() {}

    package mutating func ready(_ printer: Printer) {
        lost(printer.device)
        printers.append(printer)
    }

    package mutating func lost(_ device: DeviceID) {
        printers.removeAll { $0.device == device }
        isWell.remove(device)
    }

    /// What it says of itself; before it has said anything it gets nothing.
    package mutating func says(_ status: PrinterStatus, _ device: DeviceID) {
        if status.faults.isEmpty { isWell.insert(device) } else { isWell.remove(device) }
    }

    /// In the order in which they came.
    package var well: [Printer] { printers.filter { isWell.contains($0.device) } }
}
