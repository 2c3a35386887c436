import Assembly
import Codes
import Controller
import Devices
import FakeDevices
import FaultStorage
import Scenarios

/// A day of single tubes on a disk without faults, to be exported.
package final class ExportDay {
    private let disk = FaultDisk(CutDesk.diskName("export"))
    package let people: Int

    /// The journal's file, as SQLite and the export see it.
    package var path: String { CutDesk.journal(disk) }

    package init(people: Int) throws {
        self.people = people
        let desk = try CutDesk()
        let at = try desk.start(on: disk, minute: 0)
        at.open()
        at.scan(.card(.category(1)))
        let device = desk.configuration.scanners[0].device
        var now = at.bench.now
        func scan(_ item: Item) {
            now = now.advanced(by: .seconds(1))
            let payload = Array(desk.deck.payload(of: item).utf8)
            _ = at.box.loop.scanned(Scan(payload: payload), by: device, at: now)
            _ = at.box.prepare(at: now)
        }
        for number in 1...people {
            scan(.person(number))
            scan(.tube(number))
        }
        try at.box.loop.stop(at: now)
    }
}
