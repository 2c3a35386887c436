import Codes
import Crypto
import Foundation

/// The four letters that only this site's cards carry (WORKFLOW.md 3.8): HMAC-SHA256 of the card's word under the site's
/// key, so that a phone in the queue cannot show a card.
package func cardCheck(siteKey: String) -> @Sendable (String) -> String {
    let key = SymmetricKey(data: SHA256.hash(data: Data("scanstation card ".utf8) + Data(siteKey.utf8)))
    return { word in
        CommandCards.letters(from: Array(HMAC<SHA256>.authenticationCode(for: Data(word.utf8), using: key)))
    }
}
