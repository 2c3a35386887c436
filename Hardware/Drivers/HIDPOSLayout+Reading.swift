package import Devices

extension HIDPOSLayout {
    /// What one input report is.
    package enum Reading: Hashable, Sendable {
        case part(Part)
        /// A report of the device that holds no decoded data.
        case other
        /// No report of this device: a wrong id, length, or byte count.
        case broken
    }

    /// The share of one report in a reading.
    package struct Part: Hashable, Sendable {
        /// The id of its report; 0 where reports are not numbered.
        package var id: UInt8
        /// The bytes that count; at most as many as the report can hold.
        package var data: [UInt8]
        /// nil where the report names none, or has no place for it.
        package var aim: AIMIdentifier?
        /// The maker's letter; 0 where there is none.
        package var codeID: UInt8
        /// As many bytes as the report can hold.
        package var isFull: Bool
        /// Whether the reading goes on in the next report.
        package var more: Bool
    }

    /// Takes a report apart.
    package func read(_ report: [UInt8]) -> Reading {
        let id = isNumbered ? report.first ?? 0 : 0
        guard let scan = scans.first(where: { $0.id == id }) else {
            return otherInputs.contains(id) ? .other : .broken
        }
        if isAssumed, scan == .aimFirst, AIMIdentifier(scan.aim, of: report) == nil,
            AIMIdentifier(ScanReport.aimLater.aim, of: report) != nil
        {
            return ScanReport.aimLater.read(report)
        }
        return scan.read(report)
    }

    /// The report that gives one beep, and for a device whose bits are states the one that takes it back.
    func reports(sounding tone: BeepQueue.Tone) -> [[UInt8]] {
        guard let beeps else { return [] }
        var silent = [UInt8](repeating: 0, count: beeps.bytes)
        if isNumbered, !silent.isEmpty { silent[0] = beeps.id }
        var report = silent
        (tone == .good ? beeps.good : beeps.error ?? beeps.good).setOne(in: &report)
        return beeps.areOrders ? [report] : [report, silent]
    }
}

extension HIDPOSLayout.ScanReport {
    func read(_ report: [UInt8]) -> HIDPOSLayout.Reading {
        guard report.count == bytes, data.upperBound <= bytes else { return .broken }
        let count = length.value(in: report)
        guard count <= data.count else { return .broken }
        let identifier = AIMIdentifier(aim, of: report)
        if demandsAIM, identifier == nil, aim?.contains(where: { report[$0] != 0 }) ?? false { return .broken }
        return .part(
            HIDPOSLayout.Part(
                id: id, data: Array(report[data].prefix(count)), aim: identifier,
                codeID: codeID.map { report[$0] } ?? 0, isFull: count == data.count,
                more: more.map { $0.value(in: report) != 0 } ?? false))
    }
}

extension AIMIdentifier {
    /// `]` and an identifier, at three places of a report; nil for anything else.
    fileprivate init?(_ places: [Int]?, of report: [UInt8]) {
        guard let places, places.count == 3, places.allSatisfy({ $0 < report.count }),
            report[places[0]] == Byte.bracket
        else { return nil }
        self.init(checking: report[places[1]], modifier: report[places[2]])
    }
}
