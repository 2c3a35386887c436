import Codes

/// Words of a training.
extension English {
    func trained(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .trainingBegun:
            Message("TRAINING: nothing counts from here on", "Choose a category, use codes for training")
        case .trainingEnded: Message("The training is over, the work is real again", "Choose the category")
        default: noted
        }
    }

    func askedTraining(begins: Bool) -> Message {
        begins
            ? Message("Begin a training? Nothing of it will count", "Scan CONFIRM to begin it")
            : Message("End the training? Real work goes on", "Scan CONFIRM to end it")
    }

    func refusedOfTraining(_ refusal: Refusal) -> Message {
        switch refusal {
        case .workOpen(let work):
            Message("Work is open: \(list(work))", "Finish it before the training")
        case .realCode(let codeClass):
            Message("TRAINING: this \(name(of: codeClass)) is of real work", "Use codes for training")
        case .inTraining: Message("TRAINING: this has no place in it", "Scan TRAINING to end it")
        default: noted
        }
    }

    /// What stands before every prompt of a training.
    var trainingSign: String { "TRAINING" }
}
