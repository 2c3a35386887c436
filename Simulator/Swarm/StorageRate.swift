import Assembly
import Codes
import Controller
import Devices
import FaultStorage
import Journal
import Scenarios
import Station

/// Scans of persons and tubes through the shipping loop and journal on a disk of faults, without faults, devices and whoever
/// watches: what the disk and the journal cost a simulation.
package struct StorageRate {
    package private(set) var scans = 0
    package private(set) var rows: Int64 = 0
    /// Writes, syncs and what else the disk was asked.
    package private(set) var operations: UInt64 = 0

    private let disk = FaultDisk(CutDesk.diskName("rate"))
    private let at: CutDesk.At
    private let device: DeviceID
    private let payloads: [[UInt8]]
    private var now: Instant

    /// - Parameter scans: of one run; at most 200,000.
    package init(scans: Int) throws {
        let desk = try CutDesk()
        at = try desk.start(on: disk, minute: 0)
        at.open()
        at.scan(.card(.category(1)))
        device = ScannerPlace.collecting.device
        now = at.bench.now
        payloads = (0..<min(scans, 200_000)).map { number in
            let item = number % 2 == 0 ? Item.person(number / 2) : .tube(number / 2 + 1)
            return Array(desk.deck.payload(of: item).utf8)
        }
    }

    /// - Throws: when not every scan was taken.
    package mutating func run() throws {
        let (before, asked) = (at.box.loop.journal.sequence, disk.operations)
        for payload in payloads {
            now = now.advanced(by: .seconds(1))
            _ = at.box.loop.scanned(Scan(payload: payload), by: device, at: now)
            _ = at.box.prepare(at: now)
        }
        scans = payloads.count
        rows = at.box.loop.journal.sequence - before
        operations = disk.operations - asked
        if let failure = at.box.loop.failure { throw failure }
        guard rows == Int64(scans), at.box.loop.tally["accepted"] == scans + 1 else {
            throw PowerCuts.Unkept("not every scan was taken: \(at.box.loop.tally)")
        }
    }
}
