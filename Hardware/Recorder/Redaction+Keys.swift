/// What a scanner types. A key goes for another of its kind (letter, digit, keypad digit) from the moment it goes down
/// until it comes up; all other keys and all modifiers stay. Characters typed by Alt and keypad digits become `X` or
/// `x`.
extension Redactor {
    mutating func keys(_ chunks: inout Chunks) {
        let form = setting("form") ?? ""
        let isReports = form.hasPrefix("boot") || form.hasPrefix("numbered")
        let presses =
            isReports
            ? Press.inReports(chunks, first: form.hasPrefix("numbered") ? 3 : 2)
            : Press.inEvents(chunks)
        var typed: [UInt8?] = Array(repeating: nil, count: presses.count)
        for word in Redactor.runs(in: presses.indices, of: { presses[$0].face != nil && presses[$0].altGroup == nil }) {
            type(word, of: presses, into: &typed)
        }
        for group in Dictionary(grouping: presses.indices, by: { presses[$0].altGroup }) where group.key != nil {
            for (index, face) in zip(group.value, Press.altCode(digits: group.value.count)) { typed[index] = face }
        }
        if let layout = setting("layout"), layout != "us" {
            for press in presses where Press.nationalLetters.contains(press.usage) {
                for place in press.places { chunks.bytes[place] = 0x1B }
            }
        }
        for (press, face) in zip(presses, typed) {
            guard let face, let usage = press.usage(of: face) else { continue }
            for place in press.places { chunks.bytes[place] = usage }
        }
    }

    /// Disguises one word. Two keys that are down together must not become the same key.
    private mutating func type(_ word: Range<Int>, of presses: [Press], into typed: inout [UInt8?]) {
        let text = word.compactMap { presses[$0].face }
        let before = typed
        let lowest = max(word.lowerBound - Press.mostDown, 0)
        let disguised = disguise.disguised(text) { candidate in
            word.allSatisfy { later in
                (max(lowest, later - Press.mostDown)..<later).allSatisfy { earlier in
                    let other = earlier < word.lowerBound ? before[earlier] : candidate[earlier - word.lowerBound]
                    guard presses[later].first <= presses[earlier].last, let other else { return true }
                    return presses[later].usage(of: candidate[later - word.lowerBound])
                        != presses[earlier].usage(of: other)
                }
            }
        }
        for (index, face) in zip(word, disguised) { typed[index] = face }
    }
}

/// A key that went down, and every byte in which it shows until it is up.
private struct Press {
    var usage: UInt8
    var places: [Int]
    /// The moments in which it is down, counted in events or reports. A report that follows at once counts as well: a
    /// key in two reports on end was pressed once.
    var first: Int
    var last: Int
    /// Which stay of Alt a keypad digit belongs to, if it is down.
    var altGroup: Int?

    /// Ctrl with I, J or M: TAB, LF or CR.
    var isLineEnd = false

    /// Keys that are letters on other layouts than that of the US (ö, ä, ü, ß, M); there they become X.
    static let nationalLetters: Set<UInt8> = [0x2D, 0x2F, 0x33, 0x34]

    /// How many earlier keys are looked at for still being down.
    static let mostDown = 12

    /// Small letter or digit on the key; nil for all others.
    var face: UInt8? {
        switch usage {
        case _ where isLineEnd: nil
        case 0x04...0x1D: 0x61 + usage - 0x04
        case 0x1E...0x26: 0x31 + usage - 0x1E
        case 0x59...0x61: 0x31 + usage - 0x59
        case 0x27, 0x62: 0x30
        default: nil
        }
    }

    /// The key with this face, of the same block.
    func usage(of face: UInt8) -> UInt8? {
        switch (face, usage >= 0x59 && usage <= 0x62) {
        case (0x61...0x7A, false): 0x04 + face - 0x61
        case (0x30, false): 0x27
        case (0x30, true): 0x62
        case (0x31...0x39, false): 0x1E + face - 0x31
        case (0x31...0x39, true): 0x59 + face - 0x31
        default: nil
        }
    }

    private init(_ usage: UInt8, at place: Int, first: Int, last: Int, isControl: Bool, altGroup: Int?) {
        self.usage = usage
        places = [place]
        self.first = first
        self.last = last
        isLineEnd = isControl && [0x0C, 0x0D, 0x10].contains(usage)
        if usage >= 0x59, usage <= 0x62 { self.altGroup = altGroup }
    }

    /// X, or x where three digits need it; so many digits as there were. One digit makes a control character and stays.
    static func altCode(digits: Int) -> [UInt8] {
        switch digits {
        case 0, 1: []
        case 2: Array("88".utf8)
        default: Array(repeating: 0x30, count: digits - 3) + Array("120".utf8)
        }
    }

    /// Pairs of usage and state. Modifiers are no part of a word.
    static func inEvents(_ chunks: Chunks) -> [Press] {
        var presses: [Press] = []
        var down: [UInt8: Int] = [:]
        var isAlt = false
        var isControl = false
        var group = 0
        let pairs = chunks.ranges.flatMap { range in
            stride(from: range.lowerBound, to: range.upperBound - 1, by: 2)
        }
        for (moment, place) in pairs.enumerated() {
            let usage = chunks.bytes[place]
            if usage == 0xE2 {
                isAlt = chunks.bytes[place + 1] != 0
                group += 1
            }
            if usage == 0xE0 || usage == 0xE4 { isControl = chunks.bytes[place + 1] != 0 }
            if usage >= 0xE0 { continue }
            if chunks.bytes[place + 1] == 0, let index = down.removeValue(forKey: usage) {
                presses[index].places.append(place)
                presses[index].last = moment
            } else {
                down[usage] = presses.count
                presses.append(
                    Press(
                        usage, at: place, first: moment, last: .max, isControl: isControl,
                        altGroup: isAlt ? group : nil))
            }
        }
        return presses
    }

    /// `[modifiers][0][usages...]`, perhaps with a report id before them.
    static func inReports(_ chunks: Chunks, first: Int) -> [Press] {
        var presses: [Press] = []
        var down: [UInt8: Int] = [:]
        var group = 0
        for (moment, range) in chunks.ranges.enumerated() where range.count > first {
            var stillDown: [UInt8: Int] = [:]
            let modifiers = chunks.bytes[range.lowerBound + first - 2]
            let isAlt = modifiers & 0x04 != 0
            if !isAlt { group += 1 }
            for place in (range.lowerBound + first)..<range.upperBound where chunks.bytes[place] > 1 {
                let usage = chunks.bytes[place]
                if let index = stillDown[usage] ?? down[usage] {
                    presses[index].places.append(place)
                    presses[index].last = moment + 1
                    stillDown[usage] = index
                } else {
                    stillDown[usage] = presses.count
                    presses.append(
                        Press(
                            usage, at: place, first: moment, last: moment + 1, isControl: modifiers & 0x11 != 0,
                            altGroup: isAlt ? group : nil))
                }
            }
            down = stillDown
        }
        return presses
    }
}
