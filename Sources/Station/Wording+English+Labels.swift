import Codes

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
        Message(
            "The printer failed at the label of \(name(of: subject))",
            "Look at it: is it good, HANDWRITTEN; is it not, REPRINT")
    }

    func name(of subject: LabelSubject) -> String {
        switch subject {
        case .bag(let bag): "bag \(bag)"
        case .box(let box): "box \(box)"
        case .manifest(let box): "the manifest of box \(box)"
        case .receipt(let box): "the receipt of box \(box)"
        case .short(let tube): "short tube \(tube)"
        case .void(let tube): "void tube \(tube)"
        }
    }
}
