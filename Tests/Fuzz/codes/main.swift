import Codes
import Devices

/// Feeds the code book any bytes. Input: one byte chooses the AIM identifier and the site, the rest is the payload.
///
/// Besides not trapping, what comes out must hold: the same answer twice; no code from nothing; a text of a class has the
/// class's length; a resident number has its check; an opaque payload is what went in.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzCodes(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let aims = ["", "C0", "C1", "Q1", "Q3", "d2", "e0", "z0"].map { Array($0.utf8) }
    let aim = aims[Int(bytes[0] & 7)]
    let scan = Scan(
        payload: Array(bytes.dropFirst()),
        aim: aim.count == 2 ? AIMIdentifier(code: aim[0], modifier: aim[1]) : nil)
    let book = Site.books[Int(bytes[0] >> 3) % Site.books.count]
    let code = book.classify(scan)
    precondition(book.classify(scan) == code, "One scan has one answer.")
    check(code, of: scan)
    readPattern(scan.payload)
    return 0
}

private func check(_ code: Code, of scan: Scan) {
    switch code {
    case .tube(let tube): precondition(tube.text.utf8.count == 9, "A tube of the site has nine characters.")
    case .box(let box): precondition(CheckDigit.gs1Mod10.passes(Array(box.text.utf8)), "A box number has its check.")
    case .slip(let slip):
        precondition(slip.text(seal: Site.seal).utf8.count <= scan.payload.count, "A slip has one spelling.")
        precondition(
            Slip(Array(slip.text(seal: Site.seal).utf8), seal: Site.seal) == slip, "A slip is read as it is written.")
    case .seal(let seal): precondition(CheckDigit.luhn.passes(Array(seal.text.utf8)), "A seal has its check.")
    case .person(let person):
        precondition(!person.number.isEmpty, "A person has a number.")
        if person.kind == .resident {
            precondition(CheckDigit.mod11.passes(person.number), "A resident number has its check.")
        }
        if person.kind == .opaque {
            let isWhole = scan.payload == person.number || Array(scan.payload.dropFirst(3)) == person.number
            precondition(isWhole, "An opaque payload is kept byte for byte.")
        }
    default: break
    }
}

/// Any text is a pattern or an error with a place inside it; a pattern gives its own book, or a reason.
private func readPattern(_ bytes: [UInt8]) {
    guard bytes.count <= 24 else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(PatternError) {
        let pattern = try Pattern(parsing: text)
        precondition(pattern.lengths.upperBound <= CodeLimit.codeBytes, "A pattern is bounded.")
        let rules = [ClassRule(codeClass: .tube, pattern: pattern)]
        if let book = try? CodeBook(classes: rules, persons: []), pattern.literalPrefix.count > 0 {
            precondition(
                book.classify(Scan(payload: pattern.literalPrefix)) != .command(.undo), "No cards, no command.")
        }
    } catch {
        precondition((1...text.count + 1).contains(error.position), "An error names a place of the text.")
    }
}

/// The sites the fuzzer tries: one with everything, one without cards and opaque codes, one with tubes of bare digits.
private enum Site {
    /// What a fuzzer can find.
    static let seal: @Sendable (String) -> String = { _ in "AAAAAAAAAAAAAAAA" }
    static let books: [CodeBook] = [try? full(), try? plain(), try? digits()].compactMap { $0 }

    private static func rules() throws -> [ClassRule] {
        [
            ClassRule(codeClass: .tube, pattern: try Pattern(parsing: "T[0-9]{8}")),
            ClassRule(codeClass: .bag, pattern: try Pattern(parsing: "BG-[0-9A-Z]{2,6}"), check: .mod37),
            ClassRule(codeClass: .seal, pattern: try Pattern(parsing: "S[0-9]{7}"), check: .luhn),
            ClassRule(
                codeClass: .box, pattern: try Pattern(parsing: "[0-9]{18}"), gs1: GS1Form(identifying: ["00"])),
            ClassRule(
                codeClass: .lot, pattern: try Pattern(parsing: "[0-9]{14}[0-9A-Z]{1,20}"),
                gs1: GS1Form(identifying: ["01", "21"], mayCarry: ["10", "17"])),
        ]
    }

    private static func full() throws -> CodeBook {
        let roster = OpaqueRule(
            name: "roster", prefix: Array("R|".utf8), opaqueClass: .carriesNumber,
            numberPlace: .afterPrefix(until: UInt8(ascii: "|")))
        let inside = OpaqueRule(name: "inside", opaqueClass: .carriesNumber)
        let health = OpaqueRule(name: "health", opaqueClass: .expiring(minutes: 5))
        return try CodeBook(
            classes: rules(), opaque: [roster, inside, health], cards: CommandCards { _ in "BCDF" },
            slipSeal: seal)
    }

    private static func plain() throws -> CodeBook { try CodeBook(classes: rules()) }

    private static func digits() throws -> CodeBook {
        try CodeBook(
            classes: [ClassRule(codeClass: .tube, pattern: try Pattern(parsing: "[0-9]{9}"))],
            persons: [.resident, .resident15])
    }
}
