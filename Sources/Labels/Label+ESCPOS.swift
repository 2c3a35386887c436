/// ESC/POS: lines one below the other; a receipt printer knows no places, so a label is its lines from top to bottom and a
/// cut. Control characters are left out of data. Source: ESC/POS command references of Epson-compatible printers.
extension Label {
    func escpos(_ dots: Dots) -> [UInt8] {
        var bytes = Command.initialise
        for element in elements {
            switch element {
            case .text(let words, _, let height):
                // Twice the size for what is meant to be read from afar.
                bytes += Command.size + [height >= 4 ? 0x11 : 0x00]
                bytes += Array(words.printable.utf8) + [Command.lineFeed]
            case .code128(let code, _, let height, let module):
                let data =
                    Array("{B".utf8) + Array(code.printable.utf8).flatMap { $0 == Command.brace ? [$0, $0] : [$0] }
                bytes += Command.barHeight + [UInt8(clamping: dots(height))]
                bytes += Command.barModule + [UInt8(min(6, max(2, dots.module(module))))]
                bytes += Command.withoutText
                bytes += Command.code128 + [UInt8(clamping: data.count)] + data + [Command.lineFeed]
            }
        }
        return bytes + Command.feedAndCut
    }

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
        /// GS k 73 n, data with `{B` in front; a brace in it is doubled
        static let code128: [UInt8] = [0x1D, 0x6B, 73]
        static let brace = UInt8(ascii: "{")
        static let lineFeed: UInt8 = 0x0A
        /// GS V 66 n: feeds to the cutter, and cuts
        static let feedAndCut: [UInt8] = [0x1D, 0x56, 66, 0x00]
    }
}
