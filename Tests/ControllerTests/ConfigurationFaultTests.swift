import Controller
import Testing

/// What is wrong with a text, and the very lines that say so.
struct FaultyFile: Sendable, CustomTestStringConvertible {
    let text: String
    let faults: [String]
    var testDescription: String { faults.first ?? "no fault" }

    /// The minimal file with one text replaced by another.
    init(_ old: String, _ new: String, _ faults: String...) {
        text = ConfigurationSample.minimal.replacing(old, with: new)
        self.faults = faults.map { "station.yaml:" + $0 }
    }

    /// The minimal file with lines behind it; the first of them is line 9.
    init(adding lines: String, _ faults: String...) {
        text = ConfigurationSample.minimal + lines + "\n"
        self.faults = faults.map { "station.yaml:" + $0 }
    }
}

struct ConfigurationFaultTests {
    static let values = [
        FaultyFile(
            adding: "modes:\n  - {name: single, capacity: 1}\n  - name: pool\n    capacity: ten",
            "12:15: modes[2].capacity: found \"ten\", expected a whole number from 1 to 20"),
        FaultyFile(
            adding: "modes:\n  - {name: single, capacity: 21}",
            "10:30: modes[1].capacity: found \"21\", expected a whole number from 1 to 20"),
        FaultyFile(
            adding: "limits: {parked: -1}", "9:18: limits.parked: found \"-1\", expected a whole number from 0 to 10"),
        FaultyFile(
            adding: "limits: {parked: 99999999999999999999}",
            "9:18: limits.parked: found \"99999999999999999999\", expected a whole number from 0 to 10"),
        FaultyFile(
            adding: "language: de", "9:11: language: found \"de\", expected one of en, zh"),
        FaultyFile(
            adding: "journal: here.sqlite",
            "9:10: journal: found \"here.sqlite\", expected an absolute path such as /var/lib/scanstation"),
        FaultyFile(
            "unit-test-key", "short",
            "2:18: site.card-key: found 5 characters, expected 8 to 128 printable characters"),
        FaultyFile("desk-1", "", "1:9: station: found nothing, expected a text of 1 to 40 characters"),
        FaultyFile(
            "desk-1", "\"desk\\u202e\\a\"",
            "1:10: station: found \"desk\\u{202e}\\u{7}\", expected a text of 1 to 40 characters"),
        FaultyFile("desk-1", "[desk]", "1:10: station: found a list, expected a text of 1 to 40 characters"),
        FaultyFile(
            adding: "lots: [{code: L-1}]",
            "9:7: lots: expected codes.lot, which says what a lot's code looks like"),
        FaultyFile(
            adding: "boxes: {limit: 10}",
            "9:8: boxes: expected codes.box, which says what a box's code looks like"),
        FaultyFile(adding: "bags: 20", "9:7: bags: found \"20\", expected a mapping with limit, join"),
        FaultyFile(
            adding: "lanes:\n  - number: 1\n    printers:\n      - address: 192.168.1.9:9100",
            "12:9: lanes[1].printers[1]: missing key \"language\": a printer in the network does not say what it speaks"
        ),
        FaultyFile(
            adding: "lanes:\n  - number: 1\n    printers:\n      - {address: 'printer.local:9100', language: zpl}",
            "12:19: lanes[1].printers[1].address: found \"printer.local:9100\", "
                + "expected an IPv4 address and a port such as 192.168.1.9:9100"),
        FaultyFile(
            adding: "lanes:\n  - number: 1\n    keypads:\n      - {}\n      - {serial: K7}\n      - {}",
            "14:9: lanes[1].keypads[3]: an earlier one is told by the same; name this one's serial, port or model"),
        FaultyFile(
            adding: "lanes:\n  - number: 1\n    card-readers:\n      - {port: 1-1, serial: K7}",
            "12:9: lanes[1].card-readers[1]: found 2 of serial, port and model, expected at most one"),
        FaultyFile(adding: "lanes: []", "9:8: lanes: found a list of 0, expected a list of 1 to 16"),
        FaultyFile(
            adding: "lanes:\n  - number: 1\n    scanners:\n      - {model: 0c2e}",
            "12:17: lanes[1].scanners[1].model: found \"0c2e\", expected vendor and product in hexadecimal,"
                + " such as 0c2e:0720"),
        FaultyFile(
            adding: "lanes:\n  - number: 1\n    scanners:\n      - {line: {baud: 9601}}",
            "12:23: lanes[1].scanners[1].line.baud: found \"9601\", expected one of 1200, 2400, 4800, 9600, 19200,"
                + " 38400, 57600, 115200, 230400, 460800, 921600"),
    ]

    static let keys = [
        FaultyFile(
            "categories:", "catagories:", "1:1: missing key \"categories\"",
            "3:1: unknown key \"catagories\"; did you mean \"categories\"?"),
        FaultyFile(
            adding: "bags: {colour: red}", "9:8: bags: unknown key \"colour\"; expected limit, join"),
        FaultyFile(adding: "bags: {[a]: red}", "9:8: bags: unknown key a list; expected limit, join"),
        FaultyFile("site: {card-key: unit-test-key}", "site: {code: S1}", "2:7: site: missing key \"card-key\""),
        FaultyFile("  seal: {pattern: 'Q[0-9]{8}'}\n", "", "6:3: codes: missing key \"seal\""),
        FaultyFile(adding: "station: desk-2", "9:1: key \"station\" stands twice, first in line 1"),
        FaultyFile(
            adding: "bags:\n  limit: 20\n  join: auto\n  limit : 10",
            "12:3: key \"limit\" stands twice, first in line 10"),
    ]

    static let references = [
        FaultyFile(
            "chinese: 全员筛查}", "chinese: 全员筛查, modes: [single, poll-10]}",
            "4:56: categories[1].modes[2]: found \"poll-10\", expected a mode of this file: \"single\", \"pool-5\","
                + " \"pool-10\", \"pool-20\"; did you mean \"pool-10\"?"),
        FaultyFile(
            adding: "  site: {pattern: 'S[0-9]'}\nsites:\n  - {code: S1, category: everybody}",
            "11:26: sites[1].category: found \"everybody\", expected a category of this file: \"everyone\";"
                + " did you mean \"everyone\"?"),
        FaultyFile(
            adding: "  site: {pattern: 'S[0-9]'}\nsites:\n  - {code: SX, category: 全员筛查}",
            "11:12: sites[1].code: found \"SX\", expected a code of codes.site (S[0-9])"),
        FaultyFile(
            adding: "sites:\n  - {code: SX, category: everyone}",
            "10:12: sites[1].code: found \"SX\", expected a code of codes.site, which is missing"),
        FaultyFile(
            adding: "lanes:\n  - {number: 1, scanners: [{}, {serial: A}]}\n  - {number: 1, scanners: [{serial: A}]}",
            "11:14: lanes[2].number: lane \"1\" stands twice, first in line 10",
            "11:28: lanes[2].scanners[1]: an earlier scanner is told by the same; name this one's serial, port or model"
        ),
        FaultyFile(
            adding: "lanes:\n  - {number: 1, scanners: [{serial: A, port: 1-1}]}",
            "10:28: lanes[1].scanners[1]: found 2 of serial, port and model, expected at most one"),
        FaultyFile(
            adding: "modes:\n  - {name: a, capacity: 1, order: tube-first, confirm: each}\n  - {name: a, capacity: 5}",
            "10:56: modes[1].confirm: found \"each\", expected no confirm where the order is tube-first",
            "11:12: modes[2].name: mode \"a\" stands twice, first in line 10"),
    ]

    static let codes = [
        FaultyFile(
            "'B[0-9]{8}'", "'B[0-9]{8'",
            "7:27: codes.bag.pattern: \"B[0-9]{8\", at character 9: found the end, expected `}` or `,`"),
        FaultyFile(
            "'B[0-9]{8}'", "B.*",
            "7:19: codes.bag.pattern: \"B.*\", at character 2: found `.`, expected a visible ASCII character or [set];"
                + " write `\\.` for the character"),
        FaultyFile(
            "'B[0-9]{8}'", "'[TU][0-9]{8}'",
            "7:18: codes.bag.pattern: tube T[0-9]{8} and bag [TU][0-9]{8} both accept T00000000; narrow one of them,"
                + " or switch that kind of number off"),
        FaultyFile(
            "'Q[0-9]{8}'", "'XVQ[0-9]{8}'",
            "8:19: codes.seal.pattern: seal XVQ[0-9]{8}: a code such as XVQ00000000 begins with XV, which belongs to"
                + " command cards"),
        FaultyFile(
            "'Q[0-9]{8}'", "'[0-9]{8}'",
            "8:19: codes.seal.pattern: seal [0-9]{8} and person (taiwan) both accept 00000000; narrow one of them,"
                + " or switch that kind of number off"),
        FaultyFile(
            adding: "  qr: [{name: test, prefix: T, class: stable}]",
            "9:15: codes.qr[1].name: tube T[0-9]{8} and opaque test both accept T00000000; narrow one of them,"
                + " or switch that kind of number off"),
        FaultyFile(
            adding: "  qr: [{name: test, class: expiring}]",
            "9:15: codes.qr[1].name: a QR that is expiring has no key \"minutes\""),
        FaultyFile(
            adding: "  box: {pattern: '[0-9]{18}', gs1: ['0A']}",
            "9:18: codes.box.pattern: box [0-9]{18} in GS1 (0A): name known application identifiers once each, only the"
                + " last of variable length"),
    ]

    @Test(arguments: values) func `a value out of its range is named with its place`(file: FaultyFile) {
        #expect(ConfigurationSample.faults(file.text) == file.faults)
    }

    @Test(arguments: keys) func `keys that are unknown, missing or twice are named with their place`(file: FaultyFile) {
        #expect(ConfigurationSample.faults(file.text) == file.faults)
    }

    @Test(arguments: references) func `what does not go together is named with its place`(file: FaultyFile) {
        #expect(ConfigurationSample.faults(file.text) == file.faults)
    }

    @Test(arguments: codes) func `classes of codes that cannot be are named with their place`(file: FaultyFile) {
        #expect(ConfigurationSample.faults(file.text) == file.faults)
    }

    @Test func `all faults of a file are told together, in its order`() {
        let text = ConfigurationSample.minimal.replacing("'B[0-9]{8}'", with: "'T[0-9]{8}'")
            .replacing("'Q[0-9]{8}'", with: "'T[0-9]{6,9}'").replacing("desk-1", with: "''")
        let places = ConfigurationSample.faults(text + "bags: {limit: 51}\n").map { $0.prefix { $0 != " " } }
        #expect(places == ["station.yaml:1:10:", "station.yaml:7:18:", "station.yaml:8:19:", "station.yaml:9:15:"])
    }

    @Test func `no more than twenty faults are listed, and the rest counted`() throws {
        let sites = (0..<30).map { "  - {code: S\($0), category: nowhere}\n" }.joined()
        let faults = ConfigurationSample.faults(
            ConfigurationSample.minimal + "  site: {pattern: 'S[0-9]{1,2}'}\nsites:\n" + sites)
        #expect(faults.count == 21)
        #expect(faults.last == "and 10 more")
    }

    @Test func `no message repeats the card key`() {
        let text = ConfigurationSample.minimal.replacing("unit-test-key", with: "\"\\u0007secret-of-the-site\"")
        let faults = ConfigurationSample.faults(text)
        #expect(faults.count == 1)
        #expect(!faults.contains { $0.contains("secret") })
    }
}
