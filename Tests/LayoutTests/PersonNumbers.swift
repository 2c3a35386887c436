/// Finds numbers that could be a living person's in text.
///
/// Residents' numbers (GB 11643) with a right check and a birth from 1900 on; numbers of the first generation (15 digits)
/// with a possible province and birth, unless they end in 996 to 999, which were given to centenarians only.
enum PersonNumbers {
    /// Numbers printed in public documents as examples; tests may use these.
    static let published: Set<String> = [
        "44040119580101000X", "110101199003078670", "440308199901101512", "810000199408230021", "830000199201300022",
        "610104620927690",
    ]

    /// The numbers in a text that are nobody's to print.
    static func found(in text: String) -> [String] {
        runs(of: text).filter { run in
            switch run.count {
            case 18: isResident(Array(run.utf8)) && !published.contains(run)
            case 15: isFirstGeneration(Array(run.utf8)) && !published.contains(run)
            default: false
            }
        }
    }

    /// Runs of digits with at most an X at their end, upper case; what is part of a longer word is not looked at.
    private static func runs(of text: String) -> [String] {
        text.uppercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.filter { word in
            word.dropLast().allSatisfy(\.isNumber) && (word.last?.isNumber == true || word.last == "X")
        }.map(String.init)
    }

    private static func isResident(_ digits: [UInt8]) -> Bool {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits, weights).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * $1.1 }
        let check = Array("10X98765432".utf8)[sum % 11]
        let year = number(digits[6..<10])
        return digits[17] == check && (1900...2099).contains(year) && isDay(digits[10..<14])
    }

    private static func isFirstGeneration(_ digits: [UInt8]) -> Bool {
        guard digits.allSatisfy({ (48...57).contains($0) }) else { return false }
        return (11...82).contains(number(digits[0..<2])) && isDay(digits[8..<12]) && number(digits[12...]) < 996
    }

    /// MMDD.
    private static func isDay(_ digits: ArraySlice<UInt8>) -> Bool {
        let days = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let month = number(digits.prefix(2))
        return (1...12).contains(month) && (1...days[month]).contains(number(digits.suffix(2)))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}
