/// Persons that nobody is: 18-character numbers with a valid check digit and a birth before 1900.
package enum SyntheticPersons {
    /// The resident number of the `index`-th person, 0 to 364,999; births in 1880 to 1889, sequence numbers 100 to 199.
    package static func number(_ index: Int) -> String {
        let year = 1880 + index / 36_500 % 10
        let day = index / 100 % 365
        let month = day % 12 + 1
        let dayOfMonth = day / 12 % 28 + 1
        let sequence = 100 + index % 100
        let head = "410103\(year)\(two(month))\(two(dayOfMonth))\(sequence)"
        return head + checkCharacter(of: head)
    }

    /// ISO 7064 MOD 11-2 over the first 17 digits (GB 11643).
    static func checkCharacter(of head: String) -> String {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(head.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11]
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
