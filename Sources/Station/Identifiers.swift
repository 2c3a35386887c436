package import Devices

/// A desk or a pair of helpers with a sequence of its own, `1` in a station with one lane.
package struct LaneID: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let number: Int
    package init(_ number: Int) { self.number = number }
    package var description: String { "\(number)" }
    package static func < (left: LaneID, right: LaneID) -> Bool { left.number < right.number }
    package init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// A round of testing (轮次): the unit of person data. Each has a key of its own.
package struct RoundID: Hashable, Codable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// What a scanner is for (WORKFLOW.md 2): a pack scanner's tube scan always means the bag.
package enum Track: String, Hashable, Codable, Sendable { case collect, pack, both }

/// The scanner an event came from. Questions, counts and undo belong to it.
package struct ScannerRole: Hashable, Codable, Sendable {
    package var device: DeviceID
    package var lane: LaneID
    package var track: Track
    /// Nil where the configuration says at which lane it works; else whether a LANE card has said so. Until then the lane
    /// stands for none.
    package var isPlaced: Bool?
    package init(device: DeviceID, lane: LaneID, track: Track, isPlaced: Bool? = nil) {
        self.device = device
        self.lane = lane
        self.track = track
        self.isPlaced = isPlaced
    }
}

extension ScannerRole {
    /// Track and placement in one word, as rows keep it: `both`; `both-placed` and `both-unplaced` where LANE cards place.
    package var post: String {
        switch isPlaced {
        case nil: track.rawValue
        case true?: track.rawValue + "-placed"
        case false?: track.rawValue + "-unplaced"
        }
    }

    /// Nil for a word that `post` does not give.
    package init?(device: DeviceID, lane: LaneID, post: String) {
        if let track = Track(rawValue: post) {
            self.init(device: device, lane: lane, track: track)
            return
        }
        let isPlaced = !post.hasSuffix("-unplaced")
        if isPlaced, !post.hasSuffix("-placed") { return nil }
        guard let track = Track(rawValue: String(post.dropLast(isPlaced ? 7 : 9))) else { return nil }
        self.init(device: device, lane: lane, track: track, isPlaced: isPlaced)
    }
}
