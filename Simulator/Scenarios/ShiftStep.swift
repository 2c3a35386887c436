import Codes
package import Devices

/// One thing that is done at the table, and what the station has to make of it.
package struct ShiftStep: Hashable, Sendable {
    package enum Act: Hashable, Sendable {
        case scan(Item, with: String)
        /// A person's ID card is laid on the reader; the verdict is heard at the scanner that collects.
        case lay(person: Int)
        case unplug(String)
        /// Under another node where one is named.
        case replug(String, node: String?)
    }

    package var act: Act
    /// Nil for what is not a scan.
    package var expected: Expectation?
    /// A line for the account, before this step.
    package var heading: String?
}

/// What a scan is to come to: what the operator hears, and the row's outcome.
package struct Expectation: Hashable, Sendable, CustomStringConvertible {
    package var feedback: Feedback
    /// `Verdict.name`.
    package var outcome: String

    package init(_ feedback: Feedback, _ outcome: String) {
        self.feedback = feedback
        self.outcome = outcome
    }

    package static let accepted = Expectation(.accepted, "accepted")
    package static let sealed = Expectation(.sealed, "accepted")
    package static let told = Expectation(.attention, "told")
    package static func refused(_ reason: String) -> Expectation { Expectation(.refused, reason) }
    package static func asked(_ question: String) -> Expectation { Expectation(.attention, question) }

    /// Whether the station asks something from here on.
    var beginsQuestion: Bool {
        switch outcome {
        case "count-mismatch", "hand-over": true
        default: feedback == .attention && self != .told
        }
    }

    package var description: String {
        outcome == feedback.rawValue ? outcome : "\(feedback.rawValue) (\(outcome))"
    }
}

extension ShiftStep: CustomStringConvertible {
    package var description: String {
        switch act {
        case .scan(let item, let scanner): "\(scanner) scans \(item)"
        case .lay(let person): "the ID card of person \(person) is laid on the reader"
        case .unplug(let scanner): "\(scanner) is unplugged"
        case .replug(let scanner, let node): "\(scanner) is plugged in again\(node.map { " as \($0)" } ?? "")"
        }
    }
}
