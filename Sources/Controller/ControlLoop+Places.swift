import Devices
import Station

/// Where scanners work whose lane LANE cards say.
///
/// A scanner with a serial number of its own is known again wherever it is plugged in, for the rest of the shift. One without
/// is known by its socket alone, where another may hang now: it has to be told again after every plug.
extension ControlLoop {
    /// The role of a scanner that has just come.
    func placed(_ given: ScannerRole) -> ScannerRole {
        guard given.isPlaced == false, let lane = state.day?.places?[given.device], given.device.hasSerialNumber else {
            return given
        }
        return ScannerRole(device: given.device, lane: lane, track: given.track, isPlaced: true)
    }

    /// What a decision changes of where scanners work.
    func placements(_ decision: Decision) -> [Order] {
        decision.facts.flatMap { fact -> [Order] in
            switch fact {
            case .scannerPlaced(let device, let lane):
                guard let role = scanners[device] else { return [] }
                return [move(ScannerRole(device: device, lane: lane, track: role.track, isPlaced: true))]
            case .shiftBegun:
                let known = scanners.values.filter { $0.isPlaced == true }.sorted { $0.device.text < $1.device.text }
                return known.map { role in
                    move(ScannerRole(device: role.device, lane: role.lane, track: role.track, isPlaced: false))
                }
            default: return []
            }
        }
    }

    private func move(_ role: ScannerRole) -> Order {
        scanners[role.device] = role
        return .placed(role)
    }
}

extension DeviceID {
    /// Whether the id is made of a serial number, not of a socket (`DeviceIdentity.id`).
    fileprivate var hasSerialNumber: Bool { text.contains("/") && !text.contains("@") }
}
