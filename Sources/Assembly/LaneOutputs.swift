import Devices
import Station

/// Which scanners work: a lane is open only while at least one output of it tells accepted from refused. A scanner that
/// cannot tell works along while another one of its lane can.
struct LaneOutputs {
    private var attached: [DeviceID: (role: ScannerRole, tells: Bool)] = [:]
    private var working: Set<DeviceID> = []

    /// - Returns: the scanners that begin to work now.
    mutating func attached(_ role: ScannerRole, tellsVerdicts: Bool) -> [ScannerRole] {
        attached[role.device] = (role, tellsVerdicts)
        let begin = devices(on: role.lane).filter { !working.contains($0.device) }
        guard isOpen(role.lane) else { return [] }
        working.formUnion(begin.map(\.device))
        return begin
    }

    /// - Returns: the scanners that stop working now.
    mutating func detached(_ device: DeviceID) -> [DeviceID] {
        guard let role = attached.removeValue(forKey: device)?.role else { return [] }
        var ended = [device]
        if !isOpen(role.lane) { ended += devices(on: role.lane).map(\.device) }
        ended = ended.filter { working.contains($0) }
        working.subtract(ended)
        return ended
    }

    func isOpen(_ lane: LaneID) -> Bool { attached.values.contains { $0.role.lane == lane && $0.tells } }

    private func devices(on lane: LaneID) -> [ScannerRole] {
        attached.values.map(\.role).filter { $0.lane == lane }.sorted { $0.device.text < $1.device.text }
    }
}
