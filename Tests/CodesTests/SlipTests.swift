import Codes
import Testing

@Suite("A slip") struct SlipTests {
    private static func seal(_ text: String) -> String {
        let sum = text.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return String((0..<Slip.sealLetters).map { letters[Int(sum >> ($0 * 3) & 31)] })
    }

    static let slips: [Slip] = [
        .bag(
            BagSlip(
                station: "desk-1", bag: BagCode("B00000001"), seal: SealNumber("FQ-7*/:%"),
                category: "whole population",
                capacity: 10, round: "R-20220510-1", oldest: 27_529_454,
                tubes: [
                    BaggedTube(code: TubeCode("T0000000018"), count: 10, isShort: false),
                    BaggedTube(code: TubeCode("T0000000026"), count: 7, isShort: true),
                ])),
        .bag(
            BagSlip(
                station: "台", bag: BagCode("B"), seal: SealNumber("S"), category: "", capacity: 1, round: "1",
                oldest: nil,
                tubes: [])),
        .manifest(
            ManifestSlip(
                station: "S", box: BoxCode("376104250021234569"), version: 2, temperature: "2 to 8 °C", bags: 3,
                tubes: 60,
                people: 600, hash: String(repeating: "0a", count: 32))),
        .receipt(
            ReceiptSlip(
                laboratory: "lab 3", box: BoxCode("X"), version: 1, bags: [BagCode("B1"), BagCode("B/2")], tubes: 59,
                differences: [
                    ReceiptSlip.Difference(kind: .missing, code: "T0000000018"),
                    ReceiptSlip.Difference(kind: .rejected, code: "T/26"),
                ])),
        .correction(
            CorrectionSlip(
                station: "desk-1", number: 128_000, tube: TubeCode("T0000000018"), slot: 3, what: "NOT-SAMPLED",
                bag: BagCode("B1"))),
        .correction(
            CorrectionSlip(station: "S", number: 1, tube: TubeCode("T"), slot: nil, what: "LEAKED", bag: BagCode("B/1"))
        ),
    ]

    @Test("is read as it was written", arguments: slips)
    func roundTrip(_ slip: Slip) {
        let text = slip.text(seal: Self.seal)
        #expect(Slip(Array(text.utf8), seal: Self.seal) == slip)
        let letters = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
        #expect(text.allSatisfy(letters.contains), "not QR's alphanumeric mode: \(text)")
    }

    @Test("with any byte changed, lost or added is none", arguments: slips)
    func damaged(_ slip: Slip) {
        let bytes = Array(slip.text(seal: Self.seal).utf8)
        for index in bytes.indices {
            var (changed, longer) = (bytes, bytes)
            changed[index] = changed[index] == 0x41 ? 0x42 : 0x41
            longer.insert(0x37, at: index)
            #expect(Slip(changed, seal: Self.seal) == nil && Slip(longer, seal: Self.seal) == nil)
            #expect(Slip(Array(bytes.prefix(index)), seal: Self.seal) == nil)
        }
    }

    @Test func `that is well sealed and says nonsense is none`() {
        let bodies = [
            "SSB1*", "SSB1*a*b*c*d*x*r**T:1*", "SSB1*A*B*C*D*1*R**T*", "SSB1*A*B*C*D*1*R**T:-1*",
            "SSB1*A*B*C*D*1*R*Q*T:1*",
            "SSB1*%*B*C*D*1*R**T:1*", "SSB1*%FF*B*C*D*1*R**T:1*", "SSB1*%41*B*C*D*1*R**T:1*", "SSB2*A*B*C*D*1*R**T:1*",
            "SSM1*S*X*1*T*1*1*P*H*", "SSR1*L*X*1*B*1*Q:T*", "SSR1*L*X*1*B*1*M:T:U*", "SSR1*L*X*1*%*1**", "SSQ1*A*",
        ]
        for body in bodies { #expect(Slip(Array((body + Self.seal(body)).utf8), seal: Self.seal) == nil, "\(body)") }
    }
}
