/// ESC/POS: one thing below the other; a receipt printer knows no places, so a label is its elements from top to bottom and a
/// cut, without frames and lines. Control characters are left out of data. Source: ESC/POS command references of
/// Epson-compatible printers.
extension Label {
    func escpos(_ pieces: [Piece], _ dots: Dots) -> [UInt8] {
        Command.initialise + pieces.flatMap { escpos($0, dots) } + Command.feedAndCut
    }

    private func escpos(_ piece: Piece, _ dots: Dots) -> [UInt8] {
        switch piece {
        case .text(let words, _, let height, _):
            // Twice the size for what is meant to be read from afar.
            Command.size + [height >= dots(4) ? 0x11 : 0x00] + Array(words.utf8) + [Command.lineFeed]
        case .picture(let picture, _):
            Command.picture + pair(picture.bytesPerRow) + pair(picture.height) + picture.bytes
        case .code128(let code, _, let height, let module):
            bars(CodeSets(code).runs.flatMap(data), height: height, module: module)
        case .gs1(let digits, _, let height, let module):
            bars(Command.setC + Command.functionOne + pairs(Array(digits.utf8)), height: height, module: module)
        case .qr(let letters, _, let module): symbol(49, letters, module: module, before: Command.qr)
        case .dataMatrix(let letters, _, let module): symbol(54, letters, module: module, before: Command.dataMatrix)
        case .frame, .line: []
        }
    }

    private func bars(_ data: [UInt8], height: Int, module: Int) -> [UInt8] {
        Command.barHeight + [UInt8(clamping: height)] + Command.barModule + [UInt8(min(6, max(2, module)))]
            + Command.withoutText + Command.code128 + [UInt8(clamping: data.count)] + data + [Command.lineFeed]
    }

    /// `{B` and the letters, a brace in them doubled; or `{C` and a byte for each pair of digits.
    private func data(_ run: CodeSets.Run) -> [UInt8] {
        let bytes = Array(run.text.utf8)
        guard run.isPairs else {
            return Array("{B".utf8) + bytes.flatMap { $0 == Command.brace ? [$0, $0] : [$0] }
        }
        return Command.setC + pairs(bytes)
    }

    /// A byte for each pair of digits.
    private func pairs(_ digits: [UInt8]) -> [UInt8] {
        stride(from: 0, to: digits.count - 1, by: 2).map { (digits[$0] - 0x30) * 10 + digits[$0 + 1] - 0x30 }
    }

    /// GS ( k: the settings of the symbology, its module, its data, and the order to print it.
    private func symbol(_ kind: UInt8, _ letters: String, module: Int, before: [[UInt8]]) -> [UInt8] {
        func order(_ bytes: [UInt8]) -> [UInt8] { Command.symbol + pair(bytes.count + 1) + [kind] + bytes }
        let size = UInt8(min(16, max(2, module)))
        return before.flatMap(order) + order([67, size]) + order([80, 48] + Array(letters.utf8)) + order([81, 48])
            + [Command.lineFeed]
    }

    /// Two bytes, the lower first.
    private func pair(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

    private enum Command {
        /// ESC @
        static let initialise: [UInt8] = [0x1B, 0x40]
        /// GS ! n
        static let size: [UInt8] = [0x1D, 0x21]
        /// GS h n, in dots
        static let barHeight: [UInt8] = [0x1D, 0x68]
        /// GS w n, in dots, 2 to 6
        static let barModule: [UInt8] = [0x1D, 0x77]
        /// GS H 0
        static let withoutText: [UInt8] = [0x1D, 0x48, 0x00]
        /// GS k 73 n, data
        static let code128: [UInt8] = [0x1D, 0x6B, 73]
        static let setC = Array("{C".utf8)
        /// FNC1
        static let functionOne = Array("{1".utf8)
        static let brace = UInt8(ascii: "{")
        /// GS ( k
        static let symbol: [UInt8] = [0x1D, 0x28, 0x6B]
        /// Model 2, and level M.
        static let qr: [[UInt8]] = [[65, 50, 0], [69, 49]]
        /// A square.
        static let dataMatrix: [[UInt8]] = [[66, 0, 0, 0]]
        /// GS v 0 m, without doubling
        static let picture: [UInt8] = [0x1D, 0x76, 0x30, 0x00]
        static let lineFeed: UInt8 = 0x0A
        /// GS V 66 n: feeds to the cutter, and cuts
        static let feedAndCut: [UInt8] = [0x1D, 0x56, 66, 0x00]
    }
}
