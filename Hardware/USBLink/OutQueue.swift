/// What is to go to a device, in order. What the device took is gone from it at once, so that nothing is sent twice,
/// however a transfer ends.
struct OutQueue {
    /// How a chunk travels.
    enum Path: Hashable, Sendable {
        case endpoint(USBSetting.Endpoint)
        /// As SET_REPORT (output) with this report id.
        case report(id: UInt8)
    }

    struct Chunk: Hashable, Sendable {
        var path: Path
        var rest: ArraySlice<UInt8>
    }

    private(set) var chunks: [Chunk] = []
    private(set) var bytes = 0

    var first: Chunk? { chunks.first }

    mutating func append(_ bytes: ArraySlice<UInt8>, over path: Path) {
        chunks.append(Chunk(path: path, rest: bytes))
        self.bytes += bytes.count
    }

    /// The device took so many bytes of the first chunk.
    mutating func took(_ count: Int) {
        guard let first = chunks.first else { return }
        let count = min(count, first.rest.count)
        bytes -= count
        chunks[0].rest = first.rest.dropFirst(count)
        if chunks[0].rest.isEmpty { chunks.removeFirst() }
    }

    /// Gives up what is left of the first chunk.
    mutating func dropFirst() { took(chunks.first?.rest.count ?? 0) }

    mutating func removeAll() { self = OutQueue() }
}
