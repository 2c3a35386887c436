package import Station

/// The answer of `/api/v1/figures`.
package struct FigureReport: Hashable, Codable, Sendable {
    package struct Hour: Hashable, Codable, Sendable {
        package var from: Int64
        package var people: Int
        package var tubes: Int
        package var refusals: Int
    }

    package struct Desk: Hashable, Codable, Sendable {
        package var lane: Int
        package var people: Int
        package var tubes: Int
        package var refusals: Int
        package var seconds: Int?
    }

    package struct Reason: Hashable, Codable, Sendable {
        package var name: String
        package var count: Int
        package var what: Text
    }

    package struct Unsigned: Hashable, Codable, Sendable {
        package var lane: Int
        package var what: Text
    }

    /// A building of the roster, and how far it is in this round; counts of people but for `doors` and `open`.
    package struct Building: Hashable, Codable, Sendable {
        package var name: String
        package var doors: Int
        /// Doors that have to be gone to.
        package var open: Int
        package var people: Int
        package var sampled: Int
        package var absent: Int
        package var refused: Int
        package var moved: Int
        package var revisit: Int
        package var missing: Int

        package init(name: String) {
            self.name = name
            (doors, open, people, sampled, absent, refused, moved, revisit, missing) = (0, 0, 0, 0, 0, 0, 0, 0, 0)
        }
    }

    /// Something that has left the station.
    package struct Sent: Hashable, Codable, Sendable {
        package var at: Int64
        package var format: String
        package var round: String?
        package var lines: Int
        package init(at: Int64, format: String, round: String?, lines: Int) {
            self.at = at
            self.format = format
            self.round = round
            self.lines = lines
        }
    }

    /// All that was recorded of the code that was asked for last.
    package struct History: Hashable, Codable, Sendable {
        package struct Row: Hashable, Codable, Sendable {
            package var at: Int64
            package var lane: Int?
            package var kind: Told.Kind
            package var what: Text

            package init(_ verdict: Verdict, at: Int64, lane: LaneID?, words: Words) {
                self.at = at
                self.lane = lane?.number
                kind = Told.Kind(verdict)
                what = words.text { $0.message(for: verdict).what }
            }
        }

        /// What ASK has told of it.
        package var what: Text
        /// Oldest first.
        package var rows: [Row]
        package init(what: Text, rows: [Row]) {
            self.what = what
            self.rows = rows
        }
    }

    package var since: Int64?
    package var people: Int
    package var tubes: Int
    package var bags: Int
    package var boxes: Int
    package var refusals: Int
    package var hours: [Hour]
    package var lanes: [Desk]
    package var reasons: [Reason]
    package var unsigned: [Unsigned]
    /// Newest first.
    package var exports: [Sent]
    /// From ASK on, for some minutes.
    package var history: History?
    /// Left out at a station without a roster, and until it has been read for the first time.
    package var buildings: [Building]?

    package init(_ figures: Figures, unsigned: [Unsigned] = [], exports: [Sent] = [], words: Words) {
        let total = figures.total
        since = figures.since
        (people, tubes, refusals) = (total.people, total.tubes, total.refusals)
        (bags, boxes) = (figures.bags, figures.boxes)
        hours = figures.hours.sorted { $0.key < $1.key }.map { from, count in
            Hour(from: from, people: count.people, tubes: count.tubes, refusals: count.refusals)
        }
        lanes = figures.lanes.sorted { $0.key < $1.key }.map { lane, count in
            Desk(
                lane: lane.number, people: count.people, tubes: count.tubes, refusals: count.refusals,
                seconds: figures.paces[lane]?.median)
        }
        reasons = figures.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { name, count in
            let example = figures.examples[name]
            return Reason(
                name: name, count: count,
                what: words.text { wording in example.map { wording.message(for: .refused($0)).what } ?? name })
        }
        self.unsigned = unsigned
        self.exports = exports
    }
}

extension FigureReport.Unsigned {
    package init(lane: LaneID, act: Signable, words: Words) {
        self.init(lane: lane.number, what: words.text { $0.name(of: act) })
    }
}
