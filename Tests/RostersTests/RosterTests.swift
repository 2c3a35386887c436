import Rosters
import Testing

@Suite struct RosterTests {
    private let list = #"""
        building,unit,door,name,number,phone,single,note
        3,2,501,样一,110101189001011232,100,,elderly
        3,2,501,样二,,,yes,
        3,2,502,,,,,nobody known
        4,,101,"样,三",,,否,"says ""later"""

        """#

    @Test func `People of one place are a household, and a household may have nobody`() throws {
        let roster = try Roster(csv: list)
        #expect(roster.households.map(\.address) == ["3 2 501", "3 2 502", "4 101"])
        #expect(roster.households.map(\.people.count) == [2, 0, 1] && roster.people == 3)
        #expect(roster.households[0].people.map(\.isSingleOnly) == [false, true])
        #expect(roster.households[2].people[0].name == "样,三" && roster.households[2].people[0].note == "says \"later\"")
        #expect(roster.buildings == ["3", "4"])
    }

    @Test func `Columns may be Chinese, in any order, behind a byte order mark, with others between`() throws {
        let roster = try Roster(csv: "\u{FEFF}姓名,序号,门牌,楼栋,单采\r\n样一,1,501,3号楼,是\r\n")
        #expect(
            roster.households == [
                Roster.Household(building: "3号楼", door: "501", people: [Roster.Person(name: "样一", isSingleOnly: true)])
            ])
    }

    @Test func `Codes are given once, and stay`() throws {
        var roster = try Roster(csv: list)
        #expect(roster.number() == 6)
        #expect(roster.households.map(\.code) == ["H000001", "H000002", "H000003"])
        #expect(roster.households[0].people.map(\.line) == ["L00000101", "L00000102"])
        var again = try Roster(csv: roster.csv)
        #expect(again == roster && again.number() == 0)
        again.households.insert(Roster.Household(building: "2", door: "1", people: [Roster.Person(name: "样四")]), at: 0)
        again.households[1].people.insert(Roster.Person(name: "样五"), at: 0)
        #expect(again.number() == 3)
        #expect(again.households.map(\.code) == ["H000004", "H000001", "H000002", "H000003"])
        #expect(again.households[1].people.map(\.line) == ["L00000103", "L00000101", "L00000102"])
    }

    @Test(arguments: [
        ("", "line 1: expected the column building (楼栋) and door (门牌); columns are"),
        ("a,b\n1,2\n", "line 1: expected the column building (楼栋) and door (门牌); columns are"),
        ("building,door,楼栋\n", "line 1: the column building (楼栋) stands twice"),
        ("building,door,name\n3,,x\n", "line 2: expected a door (门牌)"),
        ("building,door,single\n3,1,perhaps\n", "line 2: in single (单采), expected yes or no"),
        ("building,door,number\n3,1,A1\n3,2,a1\n", "line 3: its number (证件号码) stands already in line 2"),
        ("building,door,line\n3,1,L1\n3,2,L1\n", "line 3: its code (行码) stands already in line 2"),
        ("building,door,household\n3,1,H1\n3,2,H1\n", "line 3: the household (户码) has the code of another door, 3 1"),
        ("building,door,household\n3,1,H1\n3,1,H2\n", "line 3: the household (户码) has another code"),
        ("building,door,name\n3,1,\"x\ny\"\n", "line 2: name holds a line end"),
        ("building,door\n3,\"1\n3,2\n", "line 2: door holds a line end"),
    ]) func `What is wrong is said with its line`(text: String, fault: String) {
        let error = #expect(throws: RosterError.self) { try Roster(csv: text) }
        #expect(error?.faults.first?.hasPrefix(fault) == true, "\(error?.faults ?? [])")
    }

    @Test func `What is too much is refused`() {
        let many = (0...50).map { "3,1,n\($0)\n" }.joined()
        #expect(throws: RosterError(["line 52: more than 50 people at one door"])) {
            try Roster(csv: "building,door,name\n" + many)
        }
        let doors = (0...RosterLimit.lines).map { "3,\($0)\n" }.joined()
        #expect(throws: RosterError.self) { try Roster(csv: "building,door\n" + doors) }
        let field = String(repeating: "x", count: 201)
        #expect(throws: RosterError(["line 2: name is longer than 200 characters"])) {
            try Roster(csv: "building,door,name\n3,1,\(field)\n")
        }
    }

    @Test func `Hostile texts end in an error or a roster`() {
        var random = SystemRandomNumberGenerator()
        let pieces = ["building", "door", ",", "\"", "\n", "\r\n", "\r", "楼栋", "1", "\u{FEFF}", " ", "yes", "\u{0}"]
        for _ in 0..<2000 {
            let text =
                "building,door,name\n" + (0..<20).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            if let roster = try? Roster(csv: text) {
                let again = try? Roster(csv: roster.csv)
                #expect(again == roster, "\(text.debugDescription)")
            }
        }
    }
}
