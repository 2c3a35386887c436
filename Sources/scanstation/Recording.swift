/// One device's capture on its way from the running station to `record`.
struct RecordedDevice: Codable, Sendable {
    var id: String
    /// As a capture file has it.
    var capture: String
}
