import Codes
import Devices
import Station
import Testing

@Suite struct PromptTests {
    private static let lane = LaneID(1)
    private static let scanner = ScannerRole(device: DeviceID("hand"), lane: lane, track: .both)
    private static let people = (1...5).map { PersonToken("person-\($0)") }
    private static let tubes = (1...5).map { TubeCode("T\($0)") }
    private static let bag = BagCode("B1")

    /// What is scanned, and what the lane wants after it.
    private typealias Line = (Happening, Prompt)

    private static func person(_ number: Int) -> Happening {
        .personScanned(PersonSighting(token: people[number - 1], kind: .resident))
    }
    private static func tube(_ number: Int) -> Happening { .tubeScanned(tubes[number - 1]) }

    private static func settings(capacity: Int, order: ModeRule.Order, parkedLimit: Int = 2) -> Settings {
        Settings(
            station: "test", categories: [CategoryRule(english: "all", chinese: "全员", modes: [1])],
            modes: [ModeRule(name: "pool", capacity: capacity, order: order)], parkedLimit: parkedLimit)
    }

    /// Every line is accepted: the prompts lead through the work, and never ask for what is refused.
    private func walk(_ settings: Settings, _ lines: [Line]) {
        var state = StationState(settings: settings)
        #expect(state.prompt(lane: Self.lane) == .chooseCategory)
        for (number, line) in lines.enumerated() {
            let event = Event(at: .start, scanner: Self.scanner, line.0)
            let decision = decide(state, event)
            guard case .accepted = decision.verdict else {
                Issue.record("line \(number): \(line.0) gives \(decision.verdict)")
                return
            }
            state.apply(decision.facts, row: Int64(number), scanner: Self.scanner.device, undoable: true)
            #expect(state.prompt(lane: Self.lane) == line.1, "line \(number)")
        }
    }

    @Test func `person-first, the prompts lead through a pool`() {
        let (p, t) = (Self.people, Self.tubes)
        walk(
            Self.settings(capacity: 2, order: .personFirst),
            [
                (.commandScanned(.category(1)), .scanPerson),
                (Self.person(1), .scanTube(for: p[0])),
                (Self.tube(1), .scanNextPerson(t[0], count: 1, capacity: 2)),
                (Self.person(2), .scanOpenTube(t[0], for: p[1])),
                (Self.tube(1), .scanPersonOrClose([t[0]])),
                (Self.person(3), .scanTube(for: p[2])),
                (Self.tube(2), .scanNextPerson(t[1], count: 1, capacity: 2)),
                (Self.person(4), .scanOpenTube(t[1], for: p[3])),
                (Self.tube(2), .closingScan([t[0], t[1]])),
                (Self.tube(1), .scanPersonOrClose([t[1]])),
                (Self.tube(2), .scanPerson),
                (Self.person(5), .scanTube(for: p[4])),
                (Self.tube(3), .scanNextPerson(t[2], count: 1, capacity: 2)),
                (.commandScanned(.short), .scanTubeToSealShort(t[2])),
                (Self.tube(3), .scanPerson),
            ])
    }

    @Test func `tube-first, the prompts lead through a pool`() {
        let t = Self.tubes
        walk(
            Self.settings(capacity: 2, order: .tubeFirst),
            [
                (.commandScanned(.category(1)), .scanNewTube),
                (Self.tube(1), .scanPersonOrTube(t[0], count: 0, capacity: 2)),
                (Self.person(1), .scanPersonOrTube(t[0], count: 1, capacity: 2)),
                (Self.person(2), .scanNewTubeOrClose([t[0]])),
                (Self.tube(1), .scanNewTube),
            ])
    }

    @Test func `a bag in hand wants its count, then its seal, at the lane that closed it`() {
        var state = StationState(settings: Self.settings(capacity: 2, order: .personFirst))
        state.bags[Self.bag] = Bag(category: 1, round: state.round, tubes: [Self.tubes[0]])
        #expect(state.packingPrompt(lane: Self.lane) == nil)
        state.bags[Self.bag]?.phase = .closed(Self.lane)
        #expect(state.packingPrompt(lane: Self.lane) == .countBag(Self.bag))
        #expect(state.packingPrompt(lane: LaneID(2)) == nil)
        state.bags[Self.bag]?.phase = .counted(Self.lane)
        #expect(state.packingPrompt(lane: Self.lane) == .sealBag(Self.bag))
    }

    @Test func `a lane the station does not have asks for a category`() {
        let state = StationState(settings: Self.settings(capacity: 2, order: .personFirst))
        #expect(state.prompt(lane: LaneID(9)) == .chooseCategory)
    }
}
