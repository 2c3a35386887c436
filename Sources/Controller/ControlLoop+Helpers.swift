import Codes
package import Devices
package import Station

/// What a device beside the scanners does for its lane.
package enum HelperKind: Hashable, Sendable {
    /// Numbers are typed on it, as with the cards DIGIT, X, ENTER and CLEAR.
    case keypad
    /// It reads ID cards.
    case cardReader
}

/// Devices of a lane that are no scanners. What they give is taken as if the scanner whose turn it is had read it, because
/// questions belong to scanners: a number typed on the keypad and one typed with cards are the same number.
///
///     keypad key ----> the scanner that asked for digits, else the one a number is being typed at, else the one persons
///     card read -----> the scanner whose question a person answers, else the one persons are scanned at
///
/// A lane without a scanner takes neither.
extension ControlLoop {
    package func helperReady(_ device: DeviceID, _ kind: HelperKind, lane: LaneID, at now: Instant) -> [Order] {
        helpers[device] = lane
        return notice(.deviceReady(device), nil, at: now)
    }

    package func helperLost(_ device: DeviceID, at now: Instant) -> [Order] {
        guard helpers.removeValue(forKey: device) != nil else { return [] }
        return notice(.deviceLost(device), nil, at: now)
    }

    /// A key of a keypad.
    package func keyed(_ key: TypingKey, by device: DeviceID, at now: Instant) -> [Order] {
        guard let lane = helpers[device], let role = typist(of: lane) else { return [] }
        noteScan(by: role, at: now)
        return typed(key, role, at: now)
    }

    /// A card was read. Its number is a person's code with the origin `card`.
    package func carded(_ card: CardRead, by device: DeviceID, at now: Instant) -> [Order] {
        guard let lane = helpers[device], let role = reader(of: lane) else { return [] }
        return scanned(
            Scan(payload: Array(card.number.utf8), origin: .card), by: role.device,
            details: PersonDetails(name: card.name, address: card.address), at: now)
    }

    /// A card could not be read: its holder is asked to do it again. Nothing was said about anybody, so there is no row.
    package func cardUnread(_ trouble: CardTrouble, by device: DeviceID, at now: Instant) -> [Order] {
        guard let lane = helpers[device], let role = reader(of: lane) else { return [] }
        return tell(.told(.cardUnread(trouble)), .attention, role)
    }

    /// Whether a reading is one of the site's own codes, which no person is known by: tubes, bags, seals, cards and the like.
    package func isNoPerson(_ payload: [UInt8]) -> Bool {
        switch book.classify(Scan(payload: payload)) {
        case .person, .unreadable, .badge, .command(.key): false
        default: true
        }
    }

    /// Whose number a keypad types.
    private func typist(of lane: LaneID) -> ScannerRole? {
        let roles = scanners(of: lane)
        return roles.first { wantsDigits($0.device) } ?? roles.first { keypads[$0.device]?.isTyping == true }
            ?? reader(of: lane)
    }

    /// Whose person a card reader reads: the one that asked for a person, else the one that collects and worked last.
    private func reader(of lane: LaneID) -> ScannerRole? {
        let roles = scanners(of: lane)
        let asking = roles.filter { state.questions[$0.device]?.question.takesPerson == true }
        let collecting = roles.filter { $0.track != .pack }
        return latest(asking) ?? latest(collecting) ?? latest(roles)
    }

    private func wantsDigits(_ device: DeviceID) -> Bool {
        switch state.questions[device]?.question {
        case .time?, .stock?: return true
        default: return state.pinDemand(of: device) != nil
        }
    }

    /// The one that scanned last; the first by its id where none has.
    private func latest(_ roles: [ScannerRole]) -> ScannerRole? {
        roles.max { (lastScans[$0.device] ?? .start) < (lastScans[$1.device] ?? .start) }
    }

    private func scanners(of lane: LaneID) -> [ScannerRole] {
        scanners.values.filter { $0.lane == lane }.sorted { $0.device.text < $1.device.text }
    }
}
