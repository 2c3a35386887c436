import Testing
import Trainer

@Suite("The trainer's gate")
struct TrainerGateTests {
    @Test(
        "lets programs of this machine and its own page in",
        arguments: ["127.0.0.1:8023", "localhost:8023", "[::1]:8023", "127.0.0.1", "127.8.0.1:80"])
    func enters(host: String) {
        for origin in [nil, "http://" + host] {
            let gate = TrainerGate(
                method: "POST", target: "/scan", host: host, origin: origin, fetchSite: "same-origin",
                contentType: "application/json")
            #expect(gate.refusal == nil)
        }
    }

    @Test(
        "turns others away",
        arguments: [
            (TrainerGate(method: "GET", target: "/", host: nil), 421),
            (TrainerGate(method: "GET", target: "/", host: "example.org"), 421),
            (TrainerGate(method: "GET", target: "/", host: "127.0.0.1.example.org:80"), 421),
            (TrainerGate(method: "GET", target: "/", host: "192.168.1.4:8023"), 421),
            (TrainerGate(method: "GET", target: "/", host: "127.0.0.1:99999999"), 421),
            (TrainerGate(method: "GET", target: "/", host: "localhost", origin: "http://example.org"), 403),
            (TrainerGate(method: "GET", target: "/", host: "localhost:1", origin: "http://localhost:2"), 403),
            (TrainerGate(method: "GET", target: "/", host: "localhost", origin: "null"), 403),
            (TrainerGate(method: "GET", target: "/", host: "localhost", fetchSite: "cross-site"), 403),
            (TrainerGate(method: "PUT", target: "/", host: "localhost"), 405),
            (TrainerGate(method: "GET", target: "http://localhost/", host: "localhost"), 400),
            (TrainerGate(method: "POST", target: "/scan", host: "localhost"), 415),
            (TrainerGate(method: "POST", target: "/scan", host: "localhost", contentType: "text/plain"), 415),
        ])
    func refuses(gate: TrainerGate, status: Int) {
        #expect(gate.refusal?.status == status)
    }
}
