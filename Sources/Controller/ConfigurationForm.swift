import Yams

/// How one kind of value is read. It reports what is wrong and then gives nil, or as much as could be read.
struct ConfigurationForm<Value> {
    let read: (ConfigurationEntry, inout ConfigurationFaults) -> Value?

    /// The value together with where it stands.
    var placed: ConfigurationForm<Placed<Value>> {
        ConfigurationForm<Placed<Value>> { entry, faults in
            read(entry, &faults).map { Placed(value: $0, path: entry.path, place: entry.place) }
        }
    }
}

/// A row of a mapping's table: a key, and what is done with its value.
struct ConfigurationKey<Target> {
    let name: String
    let isRequired: Bool
    let read: (ConfigurationEntry, inout Target, inout ConfigurationFaults) -> Void

    init<Value>(
        _ name: String, _ field: WritableKeyPath<Target, Value>, _ form: ConfigurationForm<Value>,
        isRequired: Bool = false
    ) {
        self.name = name
        self.isRequired = isRequired
        read = { entry, target, faults in
            if let value = form.read(entry, &faults) { target[keyPath: field] = value }
        }
    }

    /// For fields that are nil as long as the key is not there.
    init<Value>(
        _ name: String, _ field: WritableKeyPath<Target, Value?>, _ form: ConfigurationForm<Value>,
        isRequired: Bool = false
    ) {
        let present = ConfigurationForm<Value?> { entry, faults in form.read(entry, &faults).map { .some($0) } }
        self.init(name, field, present, isRequired: isRequired)
    }

    /// For fields that also keep where their value stands.
    init<Value>(
        _ name: String, _ field: WritableKeyPath<Target, Placed<Value>?>, _ form: ConfigurationForm<Value>,
        isRequired: Bool = false
    ) {
        self.init(name, field, form.placed, isRequired: isRequired)
    }
}

// MARK: Single values

extension ConfigurationForm {
    /// A text that `parse` knows.
    /// - Parameter expected: What messages say should stand there.
    static func scalar(_ expected: String, _ parse: @escaping (String) -> Value?) -> ConfigurationForm {
        ConfigurationForm { entry, faults in
            if let text = entry.text, let value = parse(text) { return value }
            faults.add("found \(entry.found), expected \(expected)", at: entry)
            return nil
        }
    }
}

extension ConfigurationForm where Value == Int {
    static func whole(_ range: ClosedRange<Int>) -> ConfigurationForm {
        scalar("a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return isDecimal ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil
        }
    }

    static func whole(oneOf numbers: [Int]) -> ConfigurationForm {
        scalar("one of " + numbers.map(String.init).joined(separator: ", ")) { text in
            numbers.first { String($0) == text }
        }
    }
}

extension ConfigurationForm where Value == String {
    /// Characters are Unicode scalars; there are no control characters among them and no blank at the ends.
    static func text(_ length: ClosedRange<Int>) -> ConfigurationForm {
        scalar("a text of \(length.lowerBound) to \(length.upperBound) characters") {
            isPrintable($0, length) ? $0 : nil
        }
    }

    /// A text that no message repeats.
    static func secret(_ length: ClosedRange<Int>) -> ConfigurationForm {
        ConfigurationForm { entry, faults in
            if let text = entry.text, isPrintable(text, length) { return text }
            let found = entry.text.map { "\($0.unicodeScalars.count) characters" } ?? entry.found
            faults.add(
                "found \(found), expected \(length.lowerBound) to \(length.upperBound) printable characters", at: entry)
            return nil
        }
    }

    static var absolutePath: ConfigurationForm {
        scalar("an absolute path such as /var/lib/scanstation") { text in
            text.hasPrefix("/") && isPrintable(text, 2...200) ? text : nil
        }
    }

    private static func isPrintable(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        let scalars = text.unicodeScalars
        let isVisible = scalars.allSatisfy { $0.properties.generalCategory != .control }
        return isVisible && length.contains(scalars.count) && scalars.first != " " && scalars.last != " "
    }
}

extension ConfigurationForm where Value: RawRepresentable, Value.RawValue == String {
    /// One of these words.
    static func word(of values: [Value]) -> ConfigurationForm {
        let words = values.map(\.rawValue)
        return ConfigurationForm { entry, faults in
            if let value = values.first(where: { $0.rawValue == entry.text }) { return value }
            let hint = entry.text.flatMap { nearest(to: $0, among: words) }.map { "; did you mean \"\($0)\"?" } ?? ""
            faults.add("found \(entry.found), expected one of \(words.joined(separator: ", "))\(hint)", at: entry)
            return nil
        }
    }
}

extension ConfigurationForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of an enumeration's words.
    static var word: ConfigurationForm { word(of: Array(Value.allCases)) }
}

extension ConfigurationForm where Value == [UInt8] {
    /// The very bytes of a text, control characters too; these are written `"\x02"` in double quotes.
    static func bytes(_ count: ClosedRange<Int>) -> ConfigurationForm {
        scalar("\(count.lowerBound) to \(count.upperBound) bytes") { text in
            count.contains(text.utf8.count) ? Array(text.utf8) : nil
        }
    }
}

// MARK: Lists and mappings

extension ConfigurationForm {
    /// A list; elements that cannot be read are reported and left out.
    static func list<Element>(
        of form: ConfigurationForm<Element>, _ count: ClosedRange<Int>
    ) -> ConfigurationForm where Value == [Element] {
        ConfigurationForm { entry, faults in
            let expected = "expected a list of \(count.lowerBound) to \(count.upperBound)"
            guard case .sequence(let nodes) = entry.node else {
                faults.add("found \(entry.found), \(expected)", at: entry)
                return nil
            }
            guard count.contains(nodes.count) else {
                faults.add("found a list of \(nodes.count), \(expected)", at: entry)
                return nil
            }
            return nodes.enumerated().compactMap { form.read(entry.element($0.offset + 1, $0.element), &faults) }
        }
    }

    /// A list, or what would be its only element.
    static func oneOrMore<Element>(
        of form: ConfigurationForm<Element>, atMost: Int
    ) -> ConfigurationForm where Value == [Element] {
        let list = list(of: form, 1...atMost)
        return ConfigurationForm { entry, faults in
            if case .sequence = entry.node { return list.read(entry, &faults) }
            return form.read(entry, &faults).map { [$0] }
        }
    }

    /// A mapping with these keys and no others. Keys that are left out keep what `initial` has.
    static func mapping(_ initial: Value, _ keys: [ConfigurationKey<Value>]) -> ConfigurationForm {
        ConfigurationForm { entry, faults in
            guard case .mapping(let pairs) = entry.node, pairs.count <= ConfigurationLimit.mappingKeys else {
                faults.add("found \(entry.found), expected a mapping with \(listing(keys))", at: entry)
                return nil
            }
            var value = initial
            var seen: Set<String> = []
            for (name, node) in pairs {
                let place = ConfigurationEntry(node: name, path: entry.path)
                guard let key = keys.first(where: { $0.name == name.scalar?.string }) else {
                    faults.add(unknown(place, keys), at: place)
                    continue
                }
                if seen.insert(key.name).inserted {
                    key.read(entry.child(key.name, node), &value, &faults)
                } else {
                    faults.add("key \"\(key.name)\" stands twice", at: place)
                }
            }
            for key in keys where key.isRequired && !seen.contains(key.name) {
                faults.add("missing key \"\(key.name)\"", at: entry)
            }
            return value
        }
    }

    private static func unknown(_ key: ConfigurationEntry, _ keys: [ConfigurationKey<Value>]) -> String {
        let near = key.text.flatMap { nearest(to: $0, among: keys.map(\.name)) }
        return "unknown key \(key.found); " + (near.map { "did you mean \"\($0)\"?" } ?? "expected \(listing(keys))")
    }

    private static func listing(_ keys: [ConfigurationKey<Value>]) -> String {
        keys.map(\.name).joined(separator: ", ")
    }
}
