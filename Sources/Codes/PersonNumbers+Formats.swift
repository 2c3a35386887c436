extension PersonNumbers {
    /// The formats as patterns, to be held against a site's own classes. Together they take every text `read` takes as a
    /// number, and little else; what they leave open (29 February, check digits) `accepts` decides.
    var acceptors: [Acceptor] {
        formats.flatMap { kind, texts in
            texts.compactMap { text in
                (try? Pattern(parsing: text)).map { pattern in
                    Acceptor(
                        name: "person (\(kind.rawValue))", positions: pattern.positions,
                        accepts: { if case .code = read($0) { true } else { false } },
                        mended: { mended($0) })
                }
            }
        }
    }

    /// The patterns of each kind that is accepted. Blanks, small letters in a passport and second lines that come with
    /// their first cannot be part of a site's class.
    var formats: [(kind: PersonCode.Kind, patterns: [String])] {
        let line =
            "[A-Z0-9][A-Z0-9<]{8}[0-9][A-Z<]{3}[0-9<]{6}[0-9][MF<][0-9<]{6}[0-9][A-Z0-9<]{14}[0-9<][0-9]"
        let formats: [(kind: PersonCode.Kind, patterns: [String])] = [
            (.resident, dated(from: ["1[89][0-9]{2}", "20[0-9]{2}"], after: "[0-9]{4}", before: "[0-9]{3}[0-9Xx]")),
            (.resident15, dated(from: ["[0-9]{2}"], after: "[0-9]{4}", before: "[0-9]{3}")),
            (.permanentResident, ["9[0-9]{16}[0-9Xx]", "[A-Za-z]{3}[0-9]{12}"]),
            (.hongKongMacau, ["[HMhm][0-9]{8}", "[HMhm][0-9]{10}"]),
            (.taiwan, ["[0-9]{8}", "[0-9]{10}"]),
            (.passport, [line]),
        ]
        return formats.filter { kinds.contains($0.kind) }
    }

    private func dated(from years: [String], after region: String, before end: String) -> [String] {
        let provinces = ["1[1-5]", "2[1-3]", "3[1-7]", "4[1-6]", "5[0-4]", "6[1-5]", "71", "8[1-3]"]
        let days = ["0[1-9]", "1[0-2]"].flatMap { month in ["0[1-9]", "[12][0-9]", "3[01]"].map { month + $0 } }
        return provinces.flatMap { province in
            years.flatMap { year in days.map { province + region + year + $0 + end } }
        }
    }

    /// The text with its check digits made right, where its length has any.
    private func mended(_ text: [UInt8]) -> [UInt8] {
        guard text.count == 18 else { return MachineReadableZone.mended(text) }
        var number = text
        number[17] = CheckDigit.mod11.character(after: number, in: 0..<17) ?? number[17]
        return number
    }
}
