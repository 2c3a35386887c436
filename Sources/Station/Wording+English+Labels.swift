import Codes
import Devices

/// What is said of labels.
extension English {
    func handwritten(_ subject: LabelSubject) -> Message {
        Message("The label of \(name(of: subject)) is written by hand", "Go on scanning")
    }

    func again(_ subject: LabelSubject) -> Message {
        Message("Another label of \(name(of: subject)), marked as a copy", "Throw the old label away")
    }

    var askedReprint: Message { Message("Of what is another label wanted?", "Scan the sealed bag or the box") }

    func owed(_ subject: LabelSubject) -> Message {
        Message("The label of \(name(of: subject)) is to be printed already", "Look at the printer")
    }

    func doubtful(_ subject: LabelSubject) -> Message {
        if subject.kind == .test {
            return Message(
                "The printer failed at its test label", "Scan it if it is good; if not, HANDWRITTEN, then MORNING")
        }
        return Message(
            "The printer failed at the label of \(name(of: subject))",
            "Look at it: is it good, HANDWRITTEN; is it not, REPRINT")
    }

    func givenUp(_ subject: LabelSubject) -> Message {
        Message("Too many labels are owed: \(name(of: subject)) gets none", "Write it by hand, and mend the printer")
    }

    func name(of subject: LabelSubject) -> String {
        switch subject {
        case .bag(let bag): "bag \(bag)"
        case .box(let box): "box \(box)"
        case .manifest(let box): "the manifest of box \(box)"
        case .receipt(let box): "the receipt of box \(box)"
        case .short(let tube): "short tube \(tube)"
        case .voucher(let binding): "tube \(binding.tube), place \(binding.slot): voucher"
        case .correction(let tube, let slot): "tube \(tube)\(slot.map { ", place \($0)" } ?? ""): correction"
        case .void(let tube): "void tube \(tube)"
        case .test: "the printer test"
        }
    }

    func name(of device: DeviceID) -> String { names.device(device, .english) ?? "Device \(device)" }

    func old(_ subject: LabelSubject) -> Message {
        if subject.kind == .test {
            return Message("This test label is of another morning, or was read", "Scan MORNING for a new one")
        }
        return Message("This label of \(name(of: subject)) is out of date", "Use the corrected label, or REPRINT")
    }

    // MARK: Lots and marks

    func marked(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .lotChosen(let lot): Message("Tubes of lot \(lot)", "Begin sampling")
        case .tubeMarked(let tube, let mark): Message("Tube \(tube) is marked: \(name(of: mark))", "Go on scanning")
        case .personMarked(let binding):
            Message("\(person(binding.person)) in tube \(binding.tube) is marked: not sampled", "Call the person back")
        default: noted
        }
    }

    func corrected(_ slip: CorrectionSlip) -> Message {
        Message(
            "Bag \(slip.bag), tube \(slip.tube)\(slip.slot.map { ", place \($0)" } ?? ""): \(slip.what.lowercased()), says \(slip.station)",
            "Set it aside, and report it")
    }

    func asked(_ mark: Mark) -> Message {
        Message(
            "What is marked: \(name(of: mark))?",
            mark == .notSampled ? "Scan the person, or the sealed tube" : "Scan the sealed tube")
    }

    func name(of mark: Mark) -> String {
        switch mark {
        case .notSampled: "not sampled"
        case .leaked: "leaked"
        case .broken: "broken"
        case .other: "something else"
        }
    }
}
