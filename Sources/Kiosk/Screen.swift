import Devices
package import Station

/// Words in both languages: a page shows one of them, whatever the station speaks.
package struct Text: Hashable, Codable, Sendable {
    package var en: String
    package var zh: String

    package init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }
}

/// The station's vocabularies side by side.
package struct Words: Sendable {
    package let english: Wording
    package let chinese: Wording

    /// - Parameter names: The same in both languages.
    package init(names: Names) {
        english = Wording(language: .english, names: names)
        chinese = Wording(language: .chinese, names: names)
    }

    package func text(_ body: (Wording) -> String) -> Text { Text(en: body(english), zh: body(chinese)) }

    func saying(_ body: (Wording) -> Message) -> Saying {
        Saying(what: text { body($0).what }, next: text { body($0).next })
    }
}

/// How things stand, and what to do next; empty where nothing is to be done.
package struct Saying: Hashable, Codable, Sendable {
    package var what: Text
    package var next: Text
}

/// A verdict as screens tell it. `API.md` says what each field is.
package struct Told: Hashable, Codable, Sendable {
    package enum Kind: String, Hashable, Codable, Sendable { case accepted, refused, attention, sealed, silent }

    package var n: Int
    /// Milliseconds since 1970-01-01 UTC, as every time of a screen.
    package var at: Int64
    package var lane: Int?
    package var kind: Kind
    package var name: String
    /// What it means for the person who stands there; nil for nothing.
    package var subject: Subject?
    package var what: Text
    package var next: Text

    package enum Subject: String, Hashable, Codable, Sendable {
        /// They were scanned, and wait for the tube.
        case came
        /// They are in the tube.
        case sampled
    }

    /// - Parameter number: 1 is the first since the start.
    package init(_ verdict: Verdict, lane: LaneID?, number: Int, at: Int64, words: Words) {
        let saying = words.saying { $0.message(for: verdict) }
        n = number
        self.at = at
        self.lane = lane?.number
        kind = Kind(verdict)
        name = verdict.name
        subject = Subject(verdict)
        what = saying.what
        next = saying.next
    }
}

extension Told.Subject {
    init?(_ verdict: Verdict) {
        switch verdict {
        case .accepted(.personWaits), .accepted(.personLinked): self = .came
        case .accepted(.bound), .accepted(.boundAndFull), .accepted(.boundAndSealed): self = .sampled
        case .accepted, .refused, .asked, .told, .noted: return nil
        }
    }
}

extension Told.Kind {
    init(_ verdict: Verdict) {
        switch verdict.feedback {
        case .accepted?: self = .accepted
        case .refused?: self = .refused
        case .attention?: self = .attention
        case .sealed?: self = .sealed
        case nil: self = .silent
        }
    }
}

/// The whole state as screens show it: open work, persons masked. `API.md` says what each field is, and its JSON is this
/// value's.
package struct Screen: Hashable, Codable, Sendable {
    package struct Tube: Hashable, Codable, Sendable {
        package var code: String
        package var capacity: Int
        /// The numbers of the places that are taken.
        package var slots: [Int]
        package var short: Bool
    }

    package struct Waiting: Hashable, Codable, Sendable {
        /// Masked.
        package var name: String
        package var since: Int64?
    }

    package struct Crew: Hashable, Codable, Sendable {
        package var role: Text
        package var badge: String
    }

    package struct Desk: Hashable, Codable, Sendable {
        package var lane: Int
        package var open: Bool
        package var team: String?
        package var category: Text?
        package var mode: Text
        package var capacity: Int
        package var now: Order
        package var packing: Order?
        package var question: Saying?
        package var waiting: Waiting?
        package var tube: Tube?
        package var parked: [Tube]
        package var crew: [Crew]
        package var last: Told?
    }

    /// What a lane wants, with the picture that goes with it.
    package struct Order: Hashable, Codable, Sendable {
        package var sign: Sign
        package var what: Text
        package var next: Text
    }

    package enum Sign: String, Hashable, Codable, Sendable {
        case category, person, tube
        case personOrTube = "person-or-tube"
        case closeTube = "close-tube"
        case count, seal, box, bag
    }

    package struct Bag: Hashable, Codable, Sendable {
        package enum Phase: String, Hashable, Codable, Sendable { case open, closed, counted }
        package var code: String
        package var category: Text
        package var tubes: Int
        package var limit: Int
        package var phase: Phase
        package var lane: Int?
    }

    package struct Box: Hashable, Codable, Sendable {
        package var code: String
        package var bags: Int
        package var limit: Int
        package var closed: Bool
    }

    package struct Swab: Hashable, Codable, Sendable {
        package var oldest: Int64
        package var warning: Int64
        package var latest: Int64
        package init(oldest: Int64, warning: Int64, latest: Int64) {
            self.oldest = oldest
            self.warning = warning
            self.latest = latest
        }
    }

    package struct Device: Hashable, Codable, Sendable {
        package enum State: String, Hashable, Codable, Sendable { case ready, trouble, lost, idle }
        package var id: String
        package var what: Text
        package var lane: Int?
        package var state: State
        package var trouble: Text?
        package init(id: String, what: Text, lane: Int?, state: State, trouble: Text? = nil) {
            self.id = id
            self.what = what
            self.lane = lane
            self.state = state
            self.trouble = trouble
        }
    }

    package struct Label: Hashable, Codable, Sendable {
        package var what: Text
        package var lane: Int
        package var doubtful: Bool
    }

    package struct Totals: Hashable, Codable, Sendable {
        package var people = 0
        package var tubes = 0
        package var bags = 0
        package var refusals = 0
        package init() {}
    }

    /// The team's daily report, for a phone to photograph.
    package struct Report: Hashable, Codable, Sendable {
        /// Plain text without persons.
        package var text: Text
        /// The same as a QR: PNG pictures as `data:` addresses.
        package var code: Text
        package init(text: Text, code: Text) {
            self.text = text
            self.code = code
        }
    }

    /// People an hour.
    package struct Pace: Hashable, Codable, Sendable {
        package var now: Int
        package var best: Int
    }

    /// What has not left the station yet.
    package struct Outbox: Hashable, Codable, Sendable {
        /// Bound today since the last export.
        package var people: Int
        /// When it was; nil for never.
        package var exported: Int64?
        package init(people: Int, exported: Int64?) {
            self.people = people
            self.exported = exported
        }
    }

    /// What runs out when.
    package struct Outlook: Hashable, Codable, Sendable {
        /// Empty tubes that are left; nil where nobody has said how many there were.
        package var tubes: Int?
        /// By when they are used at the pace of now.
        package var tubesUntil: Int64?
        /// People of the roster that are missing, and by when they are sampled at the pace of now.
        package var people: Int?
        package var doneAt: Int64?
        package init() {}
    }

    /// One thing that has to be well before work.
    package struct Check: Hashable, Codable, Sendable {
        package var what: Text
        /// What to do; left out where it is well.
        package var fix: Text?
        package init(what: Text, fix: Text? = nil) {
            self.what = what
            self.fix = fix
        }
    }

    package var station: String
    package var site: String?
    package var round: String
    package var role: String
    package var language: String
    package var shift: String
    package var training: Bool
    package var trouble: Text?
    package var lanes: [Desk]
    package var bags: [Bag]
    package var boxes: [Box]
    package var swab: Swab?
    package var devices: [Device]
    package var labels: [Label]
    package var unsigned: Int
    package var totals: Totals
    package var pace: Pace?
    package var outbox: Outbox?
    package var outlook: Outlook?
    package var report: Report?
    package var check: [Check]?
}
