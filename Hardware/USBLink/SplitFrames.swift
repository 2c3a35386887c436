/// Puts headers and bodies that came over two endpoints into the order in which the device meant them. The last two
/// bytes of a header are the length of its body, high byte first.
///
///     between frames --header--> body due --so many bytes--> between frames
///
/// A body that overtakes its header is kept for it; a header that comes while a body is due ends the wait for that
/// body, because a device does not start a reply before it has ended the last.
///
/// Not modelled: what is in a frame.
struct SplitFrames: Hashable, Sendable {
    /// The most bytes of early bodies that are kept.
    static let heldBytes = 65_536

    /// How many bytes of the current body are still to come.
    private(set) var due = 0
    private var held: [UInt8] = []

    /// What to deliver, in order.
    mutating func received(header: [UInt8]) -> [[UInt8]] {
        due = header.suffix(2).reduce(0) { $0 << 8 | Int($1) }
        let early = Array(held.prefix(due))
        held = []
        due -= early.count
        return early.isEmpty ? [header] : [header, early]
    }

    mutating func received(body: [UInt8]) -> [[UInt8]] {
        if due == 0 {
            held = Array((held + body).suffix(Self.heldBytes))
            return []
        }
        let part = Array(body.prefix(due))
        due -= part.count
        held = Array(body.dropFirst(part.count))
        return [part]
    }
}
