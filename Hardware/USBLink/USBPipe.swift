/// One endpoint of an open link, and how it is to be mended after a transfer broke.
///
///     running --transfer broke--> resting --all its transfers back, pause over (halt cleared)--> running
///        ^---- transfer went well: faults = 0        '-- faultsInARow broke: the device is given up
///
/// Not modelled: what the transfers carry.
struct USBPipe: Sendable {
    enum State: Hashable, Sendable {
        case running
        case resting(pause: Duration, clearsHalt: Bool)
    }

    let endpoint: USBSetting.Endpoint
    /// How long a transfer to the host is, in bytes.
    var size = 0
    private(set) var state = State.running
    private var faults = 0

    init(_ endpoint: USBSetting.Endpoint) { self.endpoint = endpoint }

    var isRunning: Bool { state == .running }

    mutating func wentWell() { faults = 0 }

    /// False when the device is to be given up.
    mutating func broke(clearsHalt: Bool) -> Bool {
        if case .resting(let pause, let clears) = state {
            state = .resting(pause: pause, clearsHalt: clears || clearsHalt)
            return true
        }
        faults += 1
        let pause = faults == 1 ? .zero : USBLimit.firstPause * (1 << (faults - 2))
        state = .resting(pause: pause, clearsHalt: clearsHalt)
        return faults <= USBLimit.faultsInARow
    }

    mutating func mended() { state = .running }
}
