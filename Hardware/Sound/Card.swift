import CALSA
import Devices
import Threads

/// One open PCM of ALSA. It never waits: what the card has no room for is not taken.
struct Card: ~Copyable {
    private let pcm: OpaquePointer
    private let name: String

    /// - Parameter name: as asound.conf and `aplay -L` name it: `default`, `plughw:CARD=Device`.
    ///
    /// Errors: `notFound`, `busy`, `permissionDenied`; `unsupported` where the format is not taken (`hw:` converts nothing,
    /// `plughw:` does).
    init(_ name: String) throws(LinkError) {
        _ = scanstation_alsa_keep_quiet()
        var opened: OpaquePointer?
        let code = snd_pcm_open(&opened, name, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK)
        guard code >= 0, let opened else { throw Card.error(code, name, "open") }
        let set = Card.set(opened)
        if set < 0 {
            snd_pcm_close(opened)
            throw Card.error(set, name, "set 16 bit, one channel, \(SoundFormat.rate) Hz")
        }
        pcm = opened
        self.name = name
    }

    deinit { snd_pcm_close(pcm) }

    /// - Returns: how many were taken, from the first on; 0 when the card has no room now.
    func write(_ samples: ArraySlice<Int16>) throws(LinkError) -> Int {
        let taken = samples.withUnsafeBufferPointer { snd_pcm_writei(pcm, $0.baseAddress, UInt($0.count)) }
        if taken >= 0 { return taken }
        if taken == -Int(EAGAIN) { return 0 }
        // It ran dry, or the box slept: the card goes on with the next write.
        let recovered = snd_pcm_recover(pcm, Int32(taken), 1)
        if recovered < 0 { throw Card.error(recovered, name, "play") }
        return 0
    }

    /// Whether something that was written is not heard yet.
    var isSounding: Bool {
        var delay: snd_pcm_sframes_t = 0
        return snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING && snd_pcm_delay(pcm, &delay) >= 0 && delay > 0
    }

    /// Silence at once; the next write begins anew. Without one the card's interrupts rest.
    func drop() throws(LinkError) {
        _ = snd_pcm_drop(pcm)
        let code = snd_pcm_prepare(pcm)
        if code < 0 { throw Card.error(code, name, "stop") }
    }

    private static func set(_ pcm: OpaquePointer) -> Int32 {
        let code = snd_pcm_set_params(
            pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1, UInt32(SoundFormat.rate), 1, bufferMicroseconds)
        if code < 0 { return code }
        // A card would wait for a full buffer before it begins.
        var software: OpaquePointer?
        if let error = failure(snd_pcm_sw_params_malloc(&software)) { return error }
        defer { snd_pcm_sw_params_free(software) }
        return failure(snd_pcm_sw_params_current(pcm, software))
            ?? failure(snd_pcm_sw_params_set_start_threshold(pcm, software, 1))
            ?? snd_pcm_sw_params(pcm, software)
    }

    /// Twice what is ever written ahead.
    private static let bufferMicroseconds: UInt32 = 100_000

    private static func failure(_ code: Int32) -> Int32? { code < 0 ? code : nil }

    private static func error(_ code: Int32, _ name: String, _ attempt: String) -> LinkError {
        LinkError(systemCode: -code, device: "sound device \(name)", attempt: attempt)
    }
}
