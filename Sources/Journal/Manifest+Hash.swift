import Crypto
import Foundation
package import Station

extension Manifest {
    /// SHA-256 of the canonical text, in hexadecimal: what is printed at the hand-over, and what the laboratory computes from
    /// what it found.
    package var hash: String { SHA256.hash(data: Data(canonical.utf8)).map { hex($0) }.joined() }

    private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
