package import Documents
package import Symbols

/// The report on one page, for whoever sets up the points: how many were sampled when, how long the queues were, how late
/// the swabs came to the laboratory, what was refused. Told apart without colour.
package struct DistrictPicture {
    private let report: DistrictReport
    private let typeface: Typeface
    private var page = Page(width: 297, height: 210)

    /// Draws it.
    ///
    /// - Throws: `missingGlyph` where the typeface lacks a letter.
    package static func page(_ report: DistrictReport, typeface: Typeface) throws(SymbolError) -> Page {
        var picture = DistrictPicture(report: report, typeface: typeface)
        try picture.headline()
        try picture.sampled(Box(x: 20, y: 48, width: 120, height: 58))
        try picture.queues(Box(x: 165, y: 48, width: 120, height: 58))
        try picture.laboratory(Box(x: 20, y: 132, width: 120, height: 58))
        try picture.refusals(Box(x: 165, y: 132, width: 120, height: 58))
        return picture.page
    }

    private init(report: DistrictReport, typeface: Typeface) {
        self.report = report
        self.typeface = typeface
    }

    /// Where a chart stands, millimetres; its labels are outside.
    private struct Box {
        var x: Double
        var y: Double
        var width: Double
        var height: Double
    }

    private mutating func write(
        _ text: String, _ x: Double, _ y: Double, _ size: Double, _ anchor: Page.Anchor = .start, _ ink: Ink = .black,
        within: Double = .infinity
    ) throws(SymbolError) {
        try page.write(text, x: x, y: y, size: size, within: within, anchor: anchor, ink, typeface: typeface)
    }

    private mutating func headline() throws(SymbolError) {
        let plan = report.plan
        let doors = plan.stations * plan.doorPercent / 100
        try write("A district's morning", 20, 18, 7)
        let first =
            "\(Self.grouped(plan.people)) people, \(plan.stations) stations (\(doors) door to door, desks \(plan.collecting.rawValue)); "
            + "courier every \(plan.courierMinutes) min"
        try write(first, 20, 26, 4)
        let second =
            "\(Self.grouped(report.sampled)) sampled, \(Self.grouped(report.leftQueue)) went home; "
            + "\(DistrictReport.tenths(report.servedSeconds)) s per person; done after \(DistrictReport.clock(report.lastClosed)); "
            + "\(Self.grouped(report.shortTubes)) of \(Self.grouped(report.tubes)) tubes short"
        try write(second, 20, 32, 4, within: 257)
    }

    // MARK: Charts

    private mutating func sampled(_ box: Box) throws(SymbolError) {
        let hourly = report.sampledIn.map { Double($0 * 4) }
        let top = try axes(box, "People sampled an hour", hourly.max() ?? 0, quarters: hourly.count)
        let width = box.width / Double(max(1, hourly.count))
        for (index, value) in hourly.enumerated() {
            let height = box.height * value / top
            page.fill(
                x: box.x + Double(index) * width + width * 0.1, y: box.y + box.height - height, width: width * 0.8,
                height: height, .grey)
        }
    }

    private mutating func queues(_ box: Box) throws(SymbolError) {
        let longest = Double(report.queues.map(\.longest).max() ?? 0)
        let count = report.queues.count
        let top = try axes(box, "People in a desk's queue", longest, quarters: count)
        let width = box.width / Double(max(1, count))
        for (index, queue) in report.queues.enumerated() {
            let x = box.x + Double(index) * width
            func y(_ value: Int) -> Double { box.y + box.height - box.height * Double(value) / top }
            // The median is a bar, nine of ten a thick stroke, the longest a thin one.
            page.fill(
                x: x + width * 0.15, y: y(queue.median), width: width * 0.7,
                height: box.y + box.height - y(queue.median), .grey)
            page.fill(x: x, y: y(queue.ninth) - 0.5, width: width, height: 1.0, .black)
            page.fill(x: x, y: y(queue.longest) - 0.1, width: width, height: 0.2, .black)
        }
        try write(
            "bar: half of the desks   thick line: 9 of 10   thin line: the longest", box.x, box.y + box.height + 14, 3)
    }

    private mutating func laboratory(_ box: Box) throws(SymbolError) {
        let bars = report.laboratory.map(Double.init)
        let quarters = max(bars.count, 18)
        let top = try axes(
            box, "Bags by hours from the oldest swab to the laboratory", bars.max() ?? 0, quarters: quarters)
        let width = box.width / Double(quarters)
        for (index, value) in bars.enumerated() {
            let height = box.height * value / top
            page.fill(
                x: box.x + Double(index) * width + width * 0.1, y: box.y + box.height - height, width: width * 0.8,
                height: height, .grey)
        }
        for (hours, name) in [(3.0, "3 h"), (4.0, "4 h")] where hours * 4 <= Double(quarters) {
            let x = box.x + hours * 4 * width
            page.fill(x: x - 0.3, y: box.y, width: 0.6, height: box.height, .red)
            try write(name, x + 1, box.y + 4, 3.5, .start, .red)
        }
        let late =
            "\(DistrictReport.percent(report.lateForWarning, report.bags)) of the bags later than 3 h, "
            + "\(DistrictReport.percent(report.lateForAlarm, report.bags)) than 4 h"
        try write(late, box.x, box.y + box.height + 14, 3)
    }

    private mutating func refusals(_ box: Box) throws(SymbolError) {
        try write("Refused or asked about, by reason", box.x, box.y - 4, 4.5)
        let all = report.refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8)
        let most = Double(all.first?.value ?? 1)
        let height = box.height / 8
        for (index, (name, count)) in all.enumerated() {
            let y = box.y + Double(index) * height
            try write(name, box.x + 34, y + height * 0.65, 3.5, .end)
            let width = (box.width - 60) * Double(count) / most
            page.fill(x: box.x + 36, y: y + height * 0.2, width: max(0.3, width), height: height * 0.6, .grey)
            try write(Self.grouped(count), box.x + 38 + width, y + height * 0.65, 3.5)
        }
    }

    /// Title, frame, hours below and three values beside; the value at the top.
    private mutating func axes(
        _ box: Box, _ title: String, _ most: Double, quarters: Int
    ) throws(SymbolError) -> Double {
        try write(title, box.x, box.y - 4, 4.5)
        let step = Self.step(most)
        let top = max(step, (most / step).rounded(.up) * step)
        var value = 0.0
        while value <= top + step / 2 {
            let y = box.y + box.height - box.height * value / top
            page.fill(x: box.x, y: y - 0.1, width: box.width, height: value == 0 ? 0.5 : 0.15, .black)
            try write(Self.grouped(Int(value)), box.x - 2, y + 1.2, 3.2, .end)
            value += step
        }
        for hour in 0...max(1, quarters / 4) {
            let x = box.x + box.width * Double(hour * 4) / Double(max(1, quarters))
            if x > box.x + box.width + 0.1 { break }
            page.fill(x: x - 0.1, y: box.y + box.height, width: 0.2, height: 1.5, .black)
            try write("\(hour) h", x, box.y + box.height + 6, 3.2, .middle)
        }
        return top
    }

    /// A round step that makes at most five.
    private static func step(_ most: Double) -> Double {
        var step = 1.0
        while true {
            for factor in [1.0, 2, 5] where step * factor * 5 >= most { return step * factor }
            step *= 10
        }
    }

    private static func grouped(_ number: Int) -> String {
        let digits = String(number)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += " " }
            text.append(digit)
        }
        return text
    }
}
