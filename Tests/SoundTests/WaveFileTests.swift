import Testing

@testable import Sound

struct WaveFileTests {
    private let tone = (0..<2_000).map { Int16(($0 * 37) % 8_000 + 400) }

    @Test func `gives back what was written`() throws {
        #expect(try WaveFile.samples(WaveFile.bytes(tone)) == tone)
    }

    @Test func `is without the silence at its ends`() throws {
        let silence = [Int16](repeating: 3, count: 500)
        #expect(try WaveFile.samples(WaveFile.bytes(silence + tone + silence)) == tone)
    }

    @Test(arguments: [8_000, 11_025, 16_000, 44_100, 48_000])
    func `takes as long at any rate`(rate: Int) throws {
        let samples = try WaveFile.samples(WaveFile.bytes(tone, rate: rate))
        #expect(abs(samples.count - tone.count * SoundFormat.rate / rate) <= 1)
        #expect(samples.first == tone.first)
    }

    @Test func `mixes two channels, and passes over chunks it does not know`() throws {
        var bytes = WaveFile.bytes(tone.flatMap { [$0, 0] })
        bytes[22] = 2
        let other = Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0]
        bytes.insert(contentsOf: other, at: 36)
        #expect(try WaveFile.samples(bytes) == tone.map { $0 / 2 })
    }

    @Test func `names what is wrong with it`() {
        func fault(_ change: (inout [UInt8]) -> Void) -> WaveFile.Fault? {
            var bytes = WaveFile.bytes(tone)
            change(&bytes)
            do throws(WaveFile.Fault) {
                _ = try WaveFile.samples(bytes)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault { $0 = [] } == .notWave)
        #expect(fault { $0[0] = 0 } == .notWave)
        #expect(fault { $0.removeLast() } == .cutShort)
        #expect(fault { $0.removeLast($0.count - 40) } == .cutShort)
        #expect(fault { $0[20] = 3 } == .otherForm)
        #expect(fault { $0[22] = 3 } == .otherForm)
        #expect(fault { $0[34] = 8 } == .otherForm)
        #expect(
            fault {
                $0[24] = 0; $0[25] = 0
            } == .otherForm)
        #expect(fault { $0 = WaveFile.bytes([0, 1, 2, 1]) } == .empty)
        #expect(fault { $0 += [UInt8](repeating: 0, count: WaveLimit.fileBytes) } == .tooLong)
        #expect(fault { $0 = WaveFile.bytes([Int16](repeating: 500, count: 80_008), rate: 8_000) } == .tooLong)
    }

    @Test func `any bytes are samples or a fault`() {
        var random = SplitMix(11)
        let whole = WaveFile.bytes(Array(tone.prefix(200)))
        var faults = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<min(bytes.count, 60), using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert([0, 0xFF, 0x80].randomElement(using: &random) ?? 0, at: place)
                default: bytes.removeLast(Int.random(in: 0..<bytes.count - 60, using: &random))
                }
                if bytes.count < 70 { break }
            }
            do throws(WaveFile.Fault) {
                let samples = try WaveFile.samples(bytes)
                #expect(samples.count <= WaveLimit.seconds * SoundFormat.rate)
            } catch {
                faults += 1
            }
        }
        #expect(faults > 1_000)
    }
}
