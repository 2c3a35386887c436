import Codes
import Crypto
import Foundation

/// The letters at the end of a slip: the first ten bytes of HMAC-SHA256 of the text before them, under the site's slip key, in
/// base 32 (RFC 4648).
package func slipSeal(key: String) -> @Sendable (String) -> String {
    let key = SymmetricKey(data: SHA256.hash(data: Data("scanstation slip ".utf8) + Data(key.utf8)))
    return { text in
        let code = Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
        return base32(Array(code.prefix(Slip.sealLetters * 5 / 8)))
    }
}

private func base32(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var letters: [UInt8] = []
    for index in 0..<(bytes.count * 8 / 5) {
        let value = (0..<5).reduce(0) { value, offset in
            let bit = index * 5 + offset
            return value << 1 | Int(bytes[bit / 8] >> (7 - bit % 8) & 1)
        }
        letters.append(alphabet[value])
    }
    return String(decoding: letters, as: UTF8.self)
}
