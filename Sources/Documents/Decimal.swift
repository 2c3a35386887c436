import Symbols

/// A number as page languages read it: a thousandth of a millimetre is finer than any printer, and there is no exponent.
func decimal(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let whole = thousandths.magnitude / 1000
    let part = thousandths.magnitude % 1000
    let sign = thousandths < 0 ? "-" : ""
    guard part > 0 else { return "\(sign)\(whole)" }
    var digits = String(part + 1000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
}

func pair(_ point: Point) -> String { "\(decimal(point.x)) \(decimal(point.y))" }
