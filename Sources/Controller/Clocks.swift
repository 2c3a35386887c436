package import Devices
import Foundation
package import Station

/// The two clocks of a box, handed in so that virtual time can stand in for both.
package struct Clocks: Sendable {
    /// The monotonic clock.
    package var now: @Sendable () -> Instant
    /// The wall clock, as good as it is: trusted when a network time source or a hand that set it vouches for it.
    package var wall: @Sendable () -> ClockReading

    package init(now: @escaping @Sendable () -> Instant, wall: @escaping @Sendable () -> ClockReading) {
        self.now = now
        self.wall = wall
    }
}

/// Twelve digits, `YYYYMMDDHHMM` of the years 2020 to 2099, as microseconds since 1970-01-01 UTC; nil for what is no such
/// date and time.
func wallTime(typed digits: [UInt8], utcOffsetMinutes: Int) -> Int64? {
    guard digits.count == 12, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    func number(_ places: Range<Int>) -> Int { digits[places].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
    var wanted = DateComponents()
    wanted.year = number(0..<4)
    wanted.month = number(4..<6)
    wanted.day = number(6..<8)
    wanted.hour = number(8..<10)
    wanted.minute = number(10..<12)
    var calendar = Calendar(identifier: .gregorian)
    guard let zone = TimeZone(secondsFromGMT: utcOffsetMinutes * 60), (2020...2099).contains(number(0..<4)) else {
        return nil
    }
    calendar.timeZone = zone
    // A calendar makes a date of 31 April; what it makes must be what was typed.
    guard let date = calendar.date(from: wanted),
        calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date) == wanted
    else { return nil }
    return Int64(date.timeIntervalSince1970) * 1_000_000
}
