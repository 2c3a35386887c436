import Codes
import Devices

extension WrittenCodes {
    /// The rules a code book is made of, each with the place to point at.
    struct Rules {
        var classes: [Placed<ClassRule>] = []
        var opaque: [Placed<OpaqueRule>] = []
        /// The book without command cards; nil when the rules do not go together.
        var book: CodeBook?
    }

    /// All rules in the order of the file. Those that do not go together are reported.
    func rules(_ faults: inout ConfigurationFaults) -> Rules {
        var rules = Rules()
        for (codeClass, written) in classes {
            rules.classes += written.compactMap { $0.rule(codeClass, &faults) }
        }
        rules.classes.sort { $0.place < $1.place }
        rules.opaque = qr.compactMap { $0.rule(&faults) }
        if faults.isClean("codes") { rules.book = book(of: rules, &faults) }
        return rules
    }

    /// A code book names the first thing that is wrong. To find all, the rule it is said of is left out and the rest
    /// tried.
    private func book(of all: Rules, _ faults: inout ConfigurationFaults) -> CodeBook? {
        var rules = all
        for tried in 0..<ConfigurationLimit.listedFaults {
            do throws(CodeBookError) {
                let book = try CodeBook(
                    classes: rules.classes.map(\.value), opaque: rules.opaque.map(\.value), persons: kinds)
                return tried == 0 ? book : nil
            } catch {
                guard let blamed = rules.remove(blamedBy: error) else {
                    faults.add("\(error)", "codes", at: all.classes.first?.place ?? .start)
                    return nil
                }
                faults.add("\(error)", blamed.path, at: blamed.place)
            }
        }
        return nil
    }
}

extension WrittenCodes.Rules {
    /// Takes out the rule an error is about: of two, the one that stands later in the file.
    fileprivate mutating func remove(blamedBy error: CodeBookError) -> (path: String, place: FilePlace)? {
        let names = error.rules
        let plain = classes.indices.filter { names.contains(classes[$0].value.name) }
        let codes = opaque.indices.filter { index in
            names.contains(opaque[index].value.name) || names.contains("opaque \(opaque[index].value.name)")
        }
        let lastClass = plain.max { classes[$0].place < classes[$1].place }
        let lastCode = codes.max { opaque[$0].place < opaque[$1].place }
        if let lastCode, lastClass.map({ classes[$0].place < opaque[lastCode].place }) ?? true {
            let removed = opaque.remove(at: lastCode)
            return (removed.path, removed.place)
        }
        guard let lastClass else { return nil }
        let removed = classes.remove(at: lastClass)
        return (removed.path, removed.place)
    }
}

extension CodeBookError {
    /// The names of the rules it is about.
    fileprivate var rules: [String] {
        switch self {
        case .tooManyRules: []
        case .builtIn(let rule), .notGS1(let rule), .reservedPrefix(let rule, _), .outOfRange(let rule): [rule]
        case .overlap(let first, let second, _), .samePrefix(let first, let second): [first, second]
        }
    }
}

extension CodeBook {
    /// What a printed text is, read by a scanner that says nothing of the symbology.
    func classify(_ text: String) -> Code { classify(Scan(payload: Array(text.utf8))) }
}

extension WrittenClass {
    fileprivate func rule(_ codeClass: CodeClass, _ faults: inout ConfigurationFaults) -> Placed<ClassRule>? {
        guard let pattern else { return nil }
        if gs1 == nil, let gs1Besides {
            faults.add("found gs1-besides, expected it only beside gs1", at: gs1Besides)
        }
        let form = gs1.map { GS1Form(identifying: $0, mayCarry: Set(gs1Besides?.value ?? [])) }
        let rule = ClassRule(codeClass: codeClass, pattern: pattern.value, check: check, gs1: form)
        return Placed(value: rule, path: pattern.path, place: pattern.place)
    }
}

extension WrittenQR {
    fileprivate func rule(_ faults: inout ConfigurationFaults) -> Placed<OpaqueRule>? {
        guard let name else { return nil }
        let opaqueClass: OpaqueClass
        switch qrClass {
        case .stable: opaqueClass = .stable
        case .carriesNumber: opaqueClass = .carriesNumber
        case .expiring:
            if minutes == nil { faults.add("a QR that is expiring has no key \"minutes\"", at: name) }
            opaqueClass = .expiring(minutes: minutes?.value ?? 1)
        }
        if qrClass != .expiring, let minutes {
            faults.add("found minutes, expected them only where the class is expiring", at: minutes)
        }
        if qrClass != .carriesNumber, let number {
            faults.add("found number, expected it only where the class is carries-number", at: number)
        }
        if number?.value != .afterPrefix, let until {
            faults.add("found until, expected it only where the number is after-prefix", at: until)
        }
        let place: OpaqueRule.NumberPlace =
            number?.value == .afterPrefix ? .afterPrefix(until: until?.value.first) : .anywhere
        let rule = OpaqueRule(name: name.value, prefix: prefix, opaqueClass: opaqueClass, numberPlace: place)
        return Placed(value: rule, path: name.path, place: name.place)
    }
}
