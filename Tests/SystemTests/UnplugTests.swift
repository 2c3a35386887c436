import Testing

/// Pulled plugs, through the shipping programs; `scansim unplug` alone pulls 500.
@Suite(.serialized) struct UnplugTests {
    @Test func `No scan that arrived whole is lost or doubled when plugs are pulled at random moments`() throws {
        let folder = try Scratch()
        let ended = try Programs.run("scansim", ["unplug", "--pulls", "60", "--seed", "7", "--keep", folder.path])
        #expect(ended.code == 0, "\(ended.complaint)")
        #expect(ended.output.hasPrefix("60 plugs pulled: "))
    }

    @Test func `A number of pulls that makes no sense is refused with the range`() throws {
        let ended = try Programs.run("scansim", ["unplug", "--pulls", "0"])
        #expect(ended.code != 0)
        #expect(ended.complaint.contains("1 to 100000"))
    }
}
