import CInput
import Devices

/// Puts the kernel's events together into chunks of `KeyEvent`: all keys that changed up to one SYN_REPORT.
///
/// Keys that HID usage page 07 does not know, the kernel's own repeats and everything that is no key are left out.
struct KeyFrames {
    /// What a run of events comes to.
    enum Outcome: Hashable {
        case chunk([UInt8])
        /// The kernel dropped events: what was being typed is lost in part, and which keys are down is not known.
        case overrun
    }

    /// The most keys of one frame; a keyboard has not more fingers than this.
    private static let keys = 32
    private var changed: [UInt8] = []

    mutating func take(_ events: [input_event]) -> [Outcome] {
        var outcomes: [Outcome] = []
        for event in events {
            switch (Int32(event.type), Int32(event.code)) {
            case (EV_SYN, SYN_DROPPED):
                changed = []
                outcomes.append(.overrun)
            case (EV_SYN, SYN_REPORT):
                if !changed.isEmpty { outcomes.append(.chunk(changed)) }
                changed = []
            case (EV_KEY, _) where event.value == 0 || event.value == 1:
                guard let usage = KeyCodes.usage(ofKeyCode: event.code), changed.count < 2 * Self.keys else { continue }
                changed += KeyEvent(usage: usage, isDown: event.value == 1).bytes
            default: continue
            }
        }
        return outcomes
    }
}
