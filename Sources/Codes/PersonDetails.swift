/// What is known of a person besides the number: from an ID card, or from a roster. Health data like the number; it is sealed
/// with the row that names the person, and is in no state, fact or log.
package struct PersonDetails: Hashable, Codable, Sendable {
    package var name: String?
    package var phone: String?
    /// Where the person lives.
    package var address: String?

    /// Texts that are empty are none; longer ones than `fieldCharacters` are cut.
    package init(name: String? = nil, phone: String? = nil, address: String? = nil) {
        self.name = PersonDetails.bounded(name)
        self.phone = PersonDetails.bounded(phone)
        self.address = PersonDetails.bounded(address)
    }

    /// A name of a permanent resident has at most 120 characters, an address on a card 35.
    package static let fieldCharacters = 200

    private static func bounded(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return String(text.prefix(fieldCharacters))
    }

    package var isEmpty: Bool { self == PersonDetails() }

    /// These, and from `others` what is missing in them.
    package func filled(from others: PersonDetails) -> PersonDetails {
        PersonDetails(
            name: name ?? others.name, phone: phone ?? others.phone, address: address ?? others.address)
    }
}
