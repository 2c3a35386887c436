/// ESC/POS as firmware reads it: text and graphics run on until a feed, a cut or FF, which ends a label; `DLE EOT n` is
/// answered at once, except inside the data of a graphic, which eats it. `ESC @` drops what is not printed yet.
///
/// Not modelled: page mode, macros, automatic status.
struct FakeESCPOS: FakePrinterLanguage {
    private var label: [UInt8] = []
    private var hasContent = false
    private var command: [UInt8] = []
    /// How long the command is; nil while its head is not whole.
    private var length: Int?

    var hasPartialLabel: Bool { hasContent }

    mutating func take(_ byte: UInt8) -> FakePrinterAct? {
        if command.isEmpty, ![0x10, 0x1B, 0x1D, 0x0C].contains(byte) {
            label.append(byte)
            label.bounded()
            if byte >= 0x20 { hasContent = true }
            return nil
        }
        command.append(byte)
        if length == nil { length = FakeESCPOS.length(of: command) }
        // A barcode of the older form ends with NUL.
        let isOldBarcode = command.starts(with: [0x1D, 0x6B]) && command.count > 3 && command[2] < 65
        if isOldBarcode, byte == 0 || command.count > 256 { length = command.count }
        guard let length, command.count >= length else { return nil }
        return obey()
    }

    private mutating func obey() -> FakePrinterAct? {
        let done = command
        command.removeAll()
        length = nil
        switch (done[0], done.count > 1 ? done[1] : 0) {
        case (0x10, 0x04): return .ask(.realTime(done[2]))
        case (0x10, _): return nil
        case (0x1B, 0x76): return .ask(.paperSensor)
        case (0x1B, 0x40):
            label = done
            hasContent = false
            return nil
        default: break
        }
        label += done
        label.bounded()
        if FakeESCPOS.isGraphic(done) { hasContent = true }
        guard FakeESCPOS.ends(done), hasContent else { return nil }
        defer {
            label.removeAll()
            hasContent = false
        }
        return .label(label, copies: 1)
    }

    private static func isGraphic(_ command: [UInt8]) -> Bool {
        command.starts(with: [0x1D, 0x76, 0x30]) || command.starts(with: [0x1B, 0x2A])
            || command.starts(with: [0x1D, 0x6B]) || command.starts(with: [0x1D, 0x28])
    }

    private static func ends(_ command: [UInt8]) -> Bool {
        [[0x0C], [0x1B, 0x64], [0x1B, 0x4A], [0x1D, 0x56]].contains { command.starts(with: $0) }
    }
}

// MARK: How long a command is

extension FakeESCPOS {
    /// Bytes of a command whose length is fixed, by its first two; others have three.
    private static let fixed: [[UInt8]: Int] = [
        [0x1B, 0x40]: 2, [0x1B, 0x76]: 2, [0x1B, 0x32]: 2, [0x1B, 0x24]: 4, [0x1B, 0x5C]: 4, [0x1D, 0x4C]: 4,
        [0x1D, 0x57]: 4, [0x1D, 0x50]: 4,
    ]

    /// nil while the head is not whole.
    private static func length(of command: [UInt8]) -> Int? {
        if command[0] == 0x0C { return 1 }
        guard command.count >= 2 else { return nil }
        switch (command[0], command[1]) {
        case (0x1D, 0x76): return sized(command, head: 8) { ($0[4] + $0[5] << 8) * ($0[6] + $0[7] << 8) }
        case (0x1B, 0x2A): return sized(command, head: 5) { ($0[3] + $0[4] << 8) * ($0[2] > 31 ? 3 : 1) }
        case (0x1D, 0x28): return sized(command, head: 5) { $0[3] + $0[4] << 8 }
        case (0x1D, 0x6B): return command.count > 3 && command[2] >= 65 ? 4 + Int(command[3]) : nil
        case (0x1D, 0x56): return command.count > 2 ? (command[2] >= 65 ? 4 : 3) : nil
        default: return fixed[Array(command.prefix(2))] ?? 3
        }
    }

    private static func sized(_ command: [UInt8], head: Int, _ data: ([Int]) -> Int) -> Int? {
        guard command.count >= head else { return nil }
        return head + min(data(command.map { Int($0) }), FakePrinterLimit.labelBytes / 2)
    }
}

// MARK: Answers

extension FakeESCPOS {
    func answer(_ question: FakePrinterQuestion, _ state: FakePrinterState) -> [UInt8] {
        let isOffline = state.isHindered || state.paused
        switch question {
        case .realTime(1): return [isOffline ? 0x1A : 0x12]
        case .realTime(2):
            return [0x12 | (state.headOpen ? 0x04 : 0) | (state.paused ? 0x08 : 0) | (state.paperOut ? 0x20 : 0)]
        case .realTime(3): return [state.ribbonOut ? 0x32 : 0x12]
        case .realTime(4): return [0x12 | (state.runsLow ? 0x0C : 0) | (state.paperOut ? 0x60 : 0)]
        case .paperSensor: return [(state.runsLow ? 0x03 : 0) | (state.paperOut ? 0x0C : 0)]
        default: return []
        }
    }
}
