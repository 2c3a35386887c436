import Codes
import Devices
import Station
import Testing

/// Badges: enrolment, posts, signatures, and what a site without them does.
struct BadgeTests {
    let desk = Sample.scanner("desk")
    let boss = BadgeCode("OP0001")
    let helper = BadgeCode("OP0002")
    let mentor = BadgeCode("OP0003")

    // MARK: ENROL

    @Test func `The first badge of a new station is the supervisor's, with a PIN typed twice`() {
        var world = World(settings(BadgeRules()))
        #expect(world.take(.badgeScanned(boss), at: desk).verdict == .refused(.noBadgeYet))
        #expect(world.take(.commandScanned(.enrol), at: desk).verdict == .asked(.enrolling(.sticker(by: nil))))
        world.take(.badgeScanned(boss), at: desk)
        world.take(.personScanned(Sample.person(90)), at: desk)
        #expect(world.state.pinDemand(of: desk.device) == .choose(boss, again: false))
        world.take(.pinEntered(.unfit), at: desk)
        world.take(.pinEntered(.chosen), at: desk)
        world.take(.pinEntered(.repeated(isSame: false)), at: desk)
        #expect(world.state.pinDemand(of: desk.device) == .choose(boss, again: false), "either was mistyped")
        world.take(.pinEntered(.chosen), at: desk)
        let enrolled = world.take(.pinEntered(.repeated(isSame: true)), at: desk).verdict
        #expect(enrolled == .accepted(.badgeEnrolled(boss, .supervisor)))
        #expect(world.state.staff?.badges[boss]?.holder == Sample.person(90).token)
        #expect(world.state.pinDemand(of: desk.device) == nil)
    }

    @Test func `Another badge takes the supervisor's badge and PIN, a sticker, an ID card and a ROLE card`() {
        var world = staffed(BadgeRules(), [])
        world.take(.commandScanned(.enrol), at: desk)
        world.take(.badgeScanned(boss), at: desk)
        let wrong = world.take(.pinEntered(.checked(isRight: false)), at: desk).verdict
        #expect(wrong == .asked(.pin(boss, .enrol, tries: 1)))
        #expect(wrong.feedback == .refused)
        world.take(.pinEntered(.checked(isRight: true)), at: desk)
        world.take(.badgeScanned(helper), at: desk)
        #expect(world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict == .refused(.enrolmentStands))
        world.take(.personScanned(Sample.person(91)), at: desk)
        #expect(world.state.lanes[LaneID(1)]?.collecting == .idle, "a holder is nobody who waits for a tube")
        let enrolled = world.take(.commandScanned(.role(2)), at: desk).verdict
        #expect(enrolled == .accepted(.badgeEnrolled(helper, .sampler)))
        #expect(world.take(.commandScanned(.undo), at: desk).verdict == .refused(.nothingToUndo))
    }

    @Test func `Three wrong PINs end it, and who is no supervisor enrols nobody`() {
        var world = staffed(BadgeRules(), [(helper, .operator)])
        world.take(.commandScanned(.enrol), at: desk)
        #expect(world.take(.badgeScanned(helper), at: desk).verdict == .refused(.notAllowed(.operator)))
        world.take(.badgeScanned(boss), at: desk)
        world.take(.pinEntered(.checked(isRight: false)), at: desk)
        world.take(.pinEntered(.unfit), at: desk)
        #expect(world.take(.pinEntered(.checked(isRight: false)), at: desk).verdict == .told(.pinRefused))
        #expect(world.state.questions.isEmpty)
        #expect(world.take(.pinEntered(.checked(isRight: true)), at: desk).verdict.name == "not-now")
    }

    @Test func `A lost badge is withdrawn and works no more; the last supervisor's is not`() {
        var world = staffed(BadgeRules(), [(helper, .operator)])
        world.take(.badgeScanned(helper), at: desk)
        for happening: Happening in [
            .commandScanned(.enrol), .badgeScanned(boss), .pinEntered(.checked(isRight: true)),
        ] { world.take(happening, at: desk) }
        #expect(world.take(.badgeScanned(boss), at: desk).verdict == .refused(.lastSupervisor(boss)))
        world.take(.badgeScanned(helper), at: desk)
        let withdrawn = world.take(.commandScanned(.confirm), at: desk).verdict
        #expect(withdrawn == .accepted(.badgeWithdrawn(helper, .operator)))
        #expect(world.state.lanes[LaneID(1)]?.crew == nil)
        #expect(world.take(.badgeScanned(helper), at: desk).verdict == .refused(.badgeUnknown(helper)))
    }

    @Test func `Only the very first badge is made without a supervisor, and the last supervisor stays`() {
        var world = World(settings(BadgeRules()))
        let other = Sample.scanner("other")
        for scanner in [desk, other] { world.take(.commandScanned(.enrol), at: scanner) }
        for happening: Happening in [
            .badgeScanned(boss), .personScanned(Sample.person(90)), .pinEntered(.chosen),
            .pinEntered(.repeated(isSame: true)),
        ] { world.take(happening, at: desk) }
        #expect(world.take(.badgeScanned(helper), at: other).verdict == .told(.questionCancelled))
        #expect(world.state.staff?.badges.count == 1)
        // Two supervisors, and two desks that each withdraw another one.
        for happening: Happening in [
            .commandScanned(.enrol), .badgeScanned(boss), .pinEntered(.checked(isRight: true)), .badgeScanned(helper),
            .personScanned(Sample.person(91)), .commandScanned(.role(5)), .pinEntered(.chosen),
            .pinEntered(.repeated(isSame: true)),
        ] { world.take(happening, at: desk) }
        for (scanner, lost) in [(desk, boss), (other, helper)] {
            for happening: Happening in [
                .commandScanned(.enrol), .badgeScanned(boss), .pinEntered(.checked(isRight: true)), .badgeScanned(lost),
            ] { world.take(happening, at: scanner) }
        }
        world.take(.commandScanned(.confirm), at: desk)
        #expect(world.take(.commandScanned(.confirm), at: other).verdict == .refused(.lastSupervisor(helper)))
    }

    @Test func `A question that stands does not get round a badge that is missing`() {
        var world = staffed(BadgeRules(required: [.operator]), [(helper, .operator)])
        world.take(.commandScanned(.category(1)), at: desk)
        world.take(.badgeScanned(helper), at: desk)
        let qr = PersonSighting(token: PersonToken("qr"), kind: .opaque, qr: .expiring)
        world.take(.personScanned(qr), at: desk)
        world.take(.commandScanned(.lock), at: Sample.scanner("other"))
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .refused(.badgeFirst(.operator)))
    }

    // MARK: Posts

    @Test func `A site that asks for an operator takes nobody until one is there, and again after LOCK`() {
        var world = staffed(BadgeRules(required: [.operator]), [(helper, .operator)])
        world.take(.commandScanned(.category(1)), at: desk)
        let person = Happening.personScanned(Sample.person(1))
        #expect(world.take(person, at: desk).verdict == .refused(.badgeFirst(.operator)))
        #expect(world.take(.badgeScanned(helper), at: desk).verdict == .accepted(.postTaken(.operator, helper)))
        #expect(world.take(.badgeScanned(helper), at: desk).verdict == .told(.onDuty(.operator, helper)))
        #expect(world.take(person, at: desk).verdict == .accepted(.personWaits(Sample.person(1).token)))
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(world.take(.commandScanned(.lock), at: desk).verdict == .accepted(.laneLocked))
        let next = Happening.personScanned(Sample.person(2))
        #expect(world.take(next, at: desk).verdict == .refused(.badgeFirst(.operator)))
        #expect(world.take(.badgeScanned(boss), at: desk).verdict == .accepted(.postTaken(.supervisor, boss)))
        #expect(world.take(next, at: desk).verdict.name == "accepted", "a supervisor stands in for an operator")
    }

    @Test func `Who takes a post at another desk leaves the first`() {
        var world = staffed(BadgeRules(), [(helper, .operator)], lanes: 2)
        world.take(.badgeScanned(helper), at: desk)
        world.take(.badgeScanned(helper), at: Sample.scanner("other", lane: 2))
        #expect(world.state.lanes[LaneID(1)]?.crew == nil)
        #expect(world.state.lanes[LaneID(2)]?.crew == [Post(role: .operator, badge: helper)])
    }

    @Test func `A site without badges works without, and its badges mean nothing`() {
        var world = World(Sample.settings(capacity: 1, order: .personFirst))
        #expect(world.take(.badgeScanned(boss), at: desk).verdict.name == "wrong-class")
        #expect(world.take(.commandScanned(.enrol), at: desk).verdict == .refused(.notNow(.enrol)))
        let sealed = world.sealedBag(of: 1, at: desk)
        #expect(sealed == .sealed(Sample.seal(1)))
        for happening in recategorisation { world.take(happening, at: desk) }
        #expect(world.state.staff == nil)
    }

    // MARK: Signatures

    private var recategorisation: [Happening] {
        [
            .commandScanned(.recategorise), .commandScanned(.category(2)), .bagScanned(Sample.bag(1)),
            .commandScanned(.confirm),
        ]
    }

    @Test func `Without a supervisor a correction is done, listed, and signed when one comes`() {
        var world = staffed(BadgeRules(), [(mentor, .mentor)])
        world.sealedBag(of: 1, at: desk)
        for happening in recategorisation { world.take(happening, at: desk) }
        #expect(world.bag(1)?.contents?.category == 2)
        for happening: Happening in [
            .commandScanned(.reopen), .bagScanned(Sample.bag(1)), .commandScanned(.reason(6)),
        ] { world.take(happening, at: desk) }
        #expect(
            world.state.staff?.unsigned.map(\.act) == [.recategorised(2, tubes: 1), .unsealed(Sample.bag(1))])
        // A mentor signs what a mentor may; opening a bag is the supervisor's.
        #expect(world.take(.badgeScanned(mentor), at: desk).verdict == .accepted(.signed(.mentor, count: 1)))
        #expect(world.state.staff?.unsigned.map(\.act) == [.unsealed(Sample.bag(1))])
        #expect(world.take(.badgeScanned(boss), at: desk).verdict == .asked(.pin(boss, .sign, tries: 0)))
        let signed = world.take(.pinEntered(.checked(isRight: true)), at: desk).verdict
        #expect(signed == .accepted(.signed(.supervisor, count: 1)))
        #expect(world.state.staff?.unsigned == [])
    }

    @Test func `An unsigned correction that is undone waits for nobody; a signed one is not undone`() {
        var world = staffed(BadgeRules(), [(mentor, .mentor)])
        world.sealedBag(of: 1, at: desk)
        for happening in recategorisation { world.take(happening, at: desk) }
        world.take(.commandScanned(.undo), at: desk)
        #expect(world.state.staff?.unsigned == [])
        #expect(world.bag(1)?.contents?.category == 1)
        for happening in recategorisation { world.take(happening, at: desk) }
        world.take(.badgeScanned(mentor), at: Sample.scanner("other"))
        #expect(world.take(.commandScanned(.undo), at: desk).verdict == .refused(.nothingToUndo))
        #expect(world.bag(1)?.contents?.category == 2)
    }

    @Test func `A new operator's first tubes are countersigned by a mentor, later if none is here`() {
        var world = staffed(BadgeRules(learningTubes: 2), [(helper, .operator), (mentor, .mentor)])
        world.take(.commandScanned(.category(1)), at: desk)
        world.take(.badgeScanned(helper), at: desk)
        for number in 1...3 {
            world.take(.personScanned(Sample.person(number)), at: desk)
            world.take(.tubeScanned(Sample.tube(number)), at: desk)
        }
        let owed = world.state.staff?.unsigned.map(\.act)
        #expect(owed == [.learner(helper, Sample.tube(1)), .learner(helper, Sample.tube(2))])
        #expect(world.state.staff?.badges[helper]?.learning == 0)
        #expect(world.take(.badgeScanned(mentor), at: desk).verdict == .accepted(.signed(.mentor, count: 2)))
        #expect(world.take(.badgeScanned(mentor), at: desk).verdict == .accepted(.postTaken(.mentor, mentor)))
    }

    @Test func `UNDO of a learner's tube gives the lesson back`() {
        var world = staffed(BadgeRules(learningTubes: 2), [(helper, .operator)])
        world.take(.commandScanned(.category(1)), at: desk)
        world.take(.badgeScanned(helper), at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.commandScanned(.undo), at: desk)
        #expect(world.state.staff?.unsigned == [])
        #expect(world.state.staff?.badges[helper]?.learning == 2)
    }

    @Test func `ASK tells what a badge is, and takes no post`() {
        var world = staffed(BadgeRules(), [(helper, .operator)])
        world.take(.commandScanned(.ask), at: desk)
        let told = world.take(.badgeScanned(helper), at: desk).verdict
        #expect(told == .told(.story(.badge(helper, world.state.staff?.badges[helper], lane: nil))))
        #expect(world.state.lanes[LaneID(1)]?.crew == nil)
    }

    // MARK: Worlds

    private func settings(_ rules: BadgeRules, lanes: Int = 1) -> Settings {
        var settings = Sample.settings(capacity: 1, order: .personFirst, lanes: lanes)
        settings.badges = rules
        return settings
    }

    /// A station whose supervisor is enrolled, and these.
    private func staffed(_ rules: BadgeRules, _ others: [(BadgeCode, Role)], lanes: Int = 1) -> World {
        var world = World(settings(rules, lanes: lanes))
        for happening: Happening in [
            .commandScanned(.enrol), .badgeScanned(boss), .personScanned(Sample.person(90)), .pinEntered(.chosen),
            .pinEntered(.repeated(isSame: true)),
        ] { world.take(happening, at: desk) }
        for (badge, role) in others {
            for happening: Happening in [
                .commandScanned(.enrol), .badgeScanned(boss), .pinEntered(.checked(isRight: true)),
                .badgeScanned(badge), .personScanned(Sample.person(91)), .commandScanned(.role(role.number)),
            ] { world.take(happening, at: desk) }
            #expect(world.state.staff?.badges[badge]?.role == role)
        }
        return world
    }
}

extension World {
    /// Tubes 1 to `count` in bag 1, sealed with seal 1.
    @discardableResult
    fileprivate mutating func sealedBag(of count: Int, at desk: ScannerRole) -> BagRecord.Stage? {
        take(.commandScanned(.category(1)), at: desk)
        for number in 1...count {
            take(.personScanned(Sample.person(number)), at: desk)
            take(.tubeScanned(Sample.tube(number)), at: desk)
        }
        take(.bagScanned(Sample.bag(1)), at: desk)
        for number in 1...count { take(.tubeScanned(Sample.tube(number)), at: desk) }
        take(.bagScanned(Sample.bag(1)), at: desk)
        take(.commandScanned(.count(count)), at: desk)
        take(.sealScanned(Sample.seal(1)), at: desk)
        return bag(1)?.stage
    }

    fileprivate func bag(_ number: Int) -> BagRecord? {
        guard case .bag(let record)? = register.records[.bag(Sample.bag(number))] else { return nil }
        return record
    }
}
