import Codes
import Controller
import Dispatch
import Journal
import Scenarios
import Station
import Synchronization

/// A district's morning: every station by itself, on all cores. How many there are changes nothing of what comes out.
package struct DistrictDay {
    private let plan: DistrictPlan

    package init(_ plan: DistrictPlan) { self.plan = plan }

    /// Plays it out.
    ///
    /// - Parameter threads: at most so many at once.
    /// - Throws: what is wrong with the stations' configuration.
    package func play(threads: Int = 2) throws -> DistrictReport {
        let scenario = ScenarioConfiguration(folder: "/nowhere")
        let configuration = try Configuration.load(text: scenario.text, file: scenario.file)
        let book = try configuration.codeBook(cards: CommandCards(check: cardCheck(siteKey: scenario.cardKey)))
        var settings = configuration.settings
        settings.modes.append(ModeRule(name: "pool-20", capacity: 20))
        settings.categories = settings.categories.map {
            CategoryRule(english: $0.english, chinese: $0.chinese, modes: Array(1...settings.modes.count))
        }
        let deck = Deck(scenario)
        let outcomes = Mutex([StationDay.Outcome?](repeating: nil, count: plan.stations))
        let (plan, stations) = (plan, plan.stations)
        let rules = settings
        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { thread in
            for station in stride(from: thread, to: stations, by: max(1, threads)) {
                var day = StationDay(station, plan, book: book, settings: rules, deck: deck)
                let outcome = day.play(people: plan.share(of: station))
                outcomes.withLock { $0[station] = outcome }
            }
        }
        return DistrictReport(plan, outcomes.withLock { $0.compactMap(\.self) })
    }
}
