import ArgumentParser
import District
import Documents
import Foundation
import Symbols

struct DistrictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "district",
        abstract: "A district's morning: people come, queue and are sampled; a tool for planning the points.",
        discussion: """
            Every scan goes through the station's own code book and machine, so that refusals are the station's. Desks have a \
            queue; teams go from door to door. Paces are the field's report's where it has them, else assumed \
            (Simulator/District/DistrictPlan.swift). The same seed gives the same report on any number of cores.
            """)

    @Option(help: "The random source.")
    var seed: UInt64 = 1
    @Option(help: "Stations, desks and teams together.")
    var stations = 942
    @Option(help: "People who come or are visited.")
    var people = 1_000_000
    @Option(help: "Percent of the stations that go from door to door.")
    var doorPercent = 20
    @Option(help: "How desks collect: \(DistrictPlan.Collecting.allCases.map(\.rawValue).joined(separator: ", ")).")
    var collecting = DistrictPlan.Collecting.pool10
    @Option(help: "Hours from the opening to the last arrival.")
    var hours = 6.0
    @Option(help: "Percent of the desks that open late.")
    var latePercent = 0
    @Option(help: "By how many minutes those open late.")
    var lateMinutes = 60
    @Option(help: "Minutes between two visits of a courier.")
    var courierMinutes = 60
    @Option(help: "Minutes from a station to the laboratory.")
    var driveMinutes = 30
    @Option(help: "Minutes after which people go home from a queue.")
    var patienceMinutes = 90
    @Option(help: "Of a thousand people, so many have no code.")
    var codelessPerMille = 15
    @Option(help: "Write the report as a picture to this SVG file.")
    var svg: String?
    @Option(help: "A TrueType or OpenType font file for the picture.")
    var font = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"

    private var plan: DistrictPlan {
        var plan = DistrictPlan()
        plan.seed = seed
        plan.stations = stations
        plan.people = people
        plan.doorPercent = doorPercent
        plan.collecting = collecting
        plan.hours = hours
        plan.latePercent = latePercent
        plan.lateMinutes = lateMinutes
        plan.courierMinutes = courierMinutes
        plan.driveMinutes = driveMinutes
        plan.patienceMinutes = patienceMinutes
        plan.codelessPerMille = codelessPerMille
        return plan
    }

    func validate() throws {
        if let fault = plan.fault { throw ValidationError(fault + ".") }
    }

    func run() throws {
        do {
            let report = try DistrictDay(plan).play()
            print(report.text)
            guard let svg else { return }
            let page = try DistrictPicture.page(report, typeface: try Typeface(file: font))
            try Data(try page.svg()).write(to: URL(fileURLWithPath: svg))
        } catch {
            complain("the morning could not be played or drawn: \(error)")
            throw ExitCode(1)
        }
    }
}

extension DistrictPlan.Collecting: ExpressibleByArgument {}
