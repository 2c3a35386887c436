import Controller
import Foundation
import Station
import Testing

struct ConfigurationHostileTests {
    @Test(arguments: [
        ("a: &x [1]", "1:4"), ("a: *x", "1:4"), ("[&x 1,*x]", "1:2"), ("a: &键 b", "1:4"),
        ("b:\n  - !!seq &a1 [x]\n", "2:11"), ("{\"a\":&x 1}", "1:6"), ("&a-b c", "1:1"),
    ])
    func `anchors and aliases are refused where they stand`(text: String, place: String) {
        let faults = ConfigurationSample.faults(text)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("station.yaml:\(place): found ") == true)
        #expect(faults.first?.hasSuffix("expected no anchors and no aliases; write everything out") == true)
    }

    @Test(arguments: ["a & b", "R&D", "https://test.example/?a=1&b=2", "* a", "5*3", "?", "&x"])
    func `an ampersand, asterisk or question mark inside a text is text`(name: String) throws {
        let text = ConfigurationSample.minimal.replacing("everyone", with: "'\(name)'")
        let configuration = try Configuration.load(text: text, file: "")
        #expect(configuration.settings.categories[0].english == name)
    }

    @Test(arguments: [
        ("[\n", 200_000, "1:1: found a file of 400000 bytes"),
        ("[", 200_000, "1:1: not YAML: Maximum nesting level reached"),
        ("- ", 100_000, "1:1999: not YAML: Maximum nesting level reached"),
        ("a", 300_000, "1:1: found a file of 300000 bytes"),
        ("station: \u{7}", 1, "1:10: found the character U+0007"), ("a: \u{0}", 1, "1:4: found the character U+0000"),
        ("? [a, b]\n: c", 1, "1:1: found \"?\", expected a key without it"), ("{?a: b}", 1, "1:2: found \"?\""),
        ("", 1, "1:1: found nothing"), ("# only words\n", 1, "1:1: found nothing"), ("--- \n", 1, "2:1: found nothing"),
        ("a: b\n---\nc: d\n", 1, "2:1: not YAML: but found another document"),
        ("a: [1, 2\nb: 3\n", 1, "2:2: not YAML:"), ("a: 'x", 1, "1:6: not YAML:"),
        ("\tstation: x", 1, "1:1: not YAML:"),
        ("- a\n- b\n", 1, "1:1: found a list, expected a mapping"), ("<<: {station: x}\n", 1, "1:1: "),
    ])
    func `what is no configuration at all is refused at once`(part: String, times: Int, beginning: String) {
        let text = String(repeating: part, count: times)
        let faults = ConfigurationSample.faults(text)
        #expect(faults.first?.hasPrefix("station.yaml:" + beginning) == true, "\(faults.first ?? "loads")")
    }

    @Test(arguments: ["[", "- "]) func `the deepest file that is parsed is refused as any other`(opening: String) {
        let closing = opening == "[" ? "]" : ""
        let many = "[" + String(repeating: "a,", count: 20_000) + "]"
        let text = String(repeating: opening, count: 990) + many + String(repeating: closing, count: 990)
        #expect(ConfigurationSample.faults(text).count == 1)
    }

    /// 8 times 250 changed examples. Some classes and most numbers of persons are left out, because comparing all with
    /// all takes its time and is the code book's own matter.
    @Test(arguments: 1...8)
    func `a mutated example gives a configuration or faults with places`(seed: UInt64) throws {
        let whole = try ConfigurationSample.example()
        let parts = whole.components(separatedBy: "  round:\n")
        let rest = try #require(parts.last).components(separatedBy: "  # Which numbers")
        let end = try #require(rest.last)
            .replacing("kinds: [resident, resident-15, permanent-resident, hong-kong-macau,", with: "kinds: [")
        let example = try #require(parts.first) + "  lot: {pattern: 'L-[0-9]{4}'}\n  #" + end
        #expect(ConfigurationSample.faults(example) == [])
        var chance = Mutation(state: seed)
        var loaded = 0
        for round in 0..<250 {
            let text = chance.mutated(example, times: 1 + round % 4)
            do throws(ConfigurationError) {
                _ = try Configuration.load(text: text, file: "f")
                loaded += 1
            } catch {
                #expect((1...ConfigurationLimit.listedFaults).contains(error.faults.count))
                let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
                for fault in error.faults {
                    #expect((1...lines + 1).contains(fault.line) && fault.column >= 1 && !fault.message.isEmpty)
                }
            }
        }
        #expect((1..<250).contains(loaded))
    }
}

/// Changes texts as slips of the hand and worse would, by a seed.
struct Mutation {
    var state: UInt64

    private static let pieces = [
        "", " ", "\n", ":", "- ", "[", "]", "{", "}", "'", "\"", "#", "|", ">", "&a ", "*a", "!!int ", "? ", "%", "@",
        "~",
        "\t", "\u{0}", "\u{FEFF}", "\u{1F9EA}", "试管", "\r\n", "null", "99999999999999999999", "---\n", "<<: ", "\\",
        ",",
    ]

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(max(1, limit)))
    }

    /// Each time a span of up to 12 characters is replaced by a piece, left out or repeated elsewhere, or a line is
    /// repeated or left out.
    mutating func mutated(_ text: String, times: Int) -> String {
        var characters = Array(text.unicodeScalars)
        for _ in 0..<times {
            let start = below(characters.count)
            let end = min(characters.count, start + below(13))
            let span = Array(characters[start..<end])
            switch below(6) {
            case 0: characters.replaceSubrange(start..<end, with: Self.pieces[below(Self.pieces.count)].unicodeScalars)
            case 1: characters.insert(contentsOf: Self.pieces[below(Self.pieces.count)].unicodeScalars, at: start)
            case 2: characters.removeSubrange(start..<end)
            case 3: characters.insert(contentsOf: span, at: below(characters.count))
            case 4: changeLine(&characters, isRepeated: true)
            default: changeLine(&characters, isRepeated: false)
            }
        }
        var mutated = String.UnicodeScalarView()
        mutated.append(contentsOf: characters)
        return String(mutated)
    }

    private mutating func changeLine(_ characters: inout [Unicode.Scalar], isRepeated: Bool) {
        var lines = characters.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        let index = below(lines.count)
        if isRepeated { lines.insert(lines[index], at: below(lines.count)) } else { lines.remove(at: index) }
        characters = Array(lines.joined(separator: ["\n"]))
    }
}
