import FakeDevices

/// The random sources of one station: one for each thing that goes wrong, so that they do not disturb one another.
struct SwarmRandom {
    var devices: Seeded
    var power: Seeded
    var storage: Seeded
    var clocks: Seeded
    var plugs: Seeded
    var printers: Seeded
    private var turns: [SwarmFault: Seeded]
    private let plan: SwarmPlan
    private let station: Int

    init(_ plan: SwarmPlan, station: Int) {
        self.plan = plan
        self.station = station
        func source(_ purpose: String) -> Seeded { Seeded(seed: Self.mixed(plan.seed, station, purpose)) }
        devices = source("devices")
        power = source("power")
        storage = source("storage")
        clocks = source("clocks")
        plugs = source("plugs")
        printers = source("printers")
        turns = [:]
        for fault in SwarmFault.allCases { turns[fault] = source("turn of \(fault.rawValue)") }
    }

    /// Whether it is a fault's turn, once in so many on the average; never when the plan leaves it out.
    mutating func happens(_ fault: SwarmFault, one: UInt64) -> Bool {
        let isTurn = (turns[fault]?.next() ?? 1) % one == 0
        return isTurn && plan.faults.contains(fault)
    }

    /// A seed for a purpose of its own.
    func seed(_ purpose: String) -> UInt64 { Self.mixed(plan.seed, station, purpose) }

    /// FNV-1a over the purpose: the same in every process.
    private static func mixed(_ seed: UInt64, _ station: Int, _ purpose: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var mixer = Seeded(seed: hash ^ seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(station) << 40)
        return mixer.next()
    }
}
