import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Counts connections, and turns away what is too many.
final class Doorkeeper: Sendable {
    private let open = Mutex<(all: Int, of: [String: Int])>((0, [:]))

    /// False when there is no room for one more of this address.
    func enter(_ address: String) -> Bool {
        open.withLock { open in
            let own = open.of[address, default: 0]
            let isLocal = address.hasPrefix("127.") || address == "::1"
            guard open.all < KioskLimit.connections, isLocal || own < KioskLimit.connectionsOfOne else { return false }
            open.all += 1
            open.of[address] = own + 1
            return true
        }
    }

    func leave(_ address: String) {
        open.withLock { open in
            open.all -= 1
            let own = open.of[address, default: 1] - 1
            open.of[address] = own > 0 ? own : nil
        }
    }
}

/// Stands at one connection: there is room for it, and what it asks comes whole and soon.
///
///     active ──room──> waits for a request ──head, end──> answered ──> waits for the next
///                       └─ too long: closed                             └─ too long: closed
final class Threshold: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let doorkeeper: Doorkeeper
    private var address: String?
    private var timeout: Scheduled<Void>?

    init(_ doorkeeper: Doorkeeper) { self.doorkeeper = doorkeeper }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.channel.remoteAddress?.ipAddress ?? ""
        guard doorkeeper.enter(address) else {
            context.close(promise: nil)
            return
        }
        self.address = address
        wait(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        if let address { doorkeeper.leave(address) }
        address = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: break
        // Requests have no bodies here.
        case .body: context.close(promise: nil)
        case .end:
            timeout?.cancel()
            timeout = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { wait(context) }
        context.write(data, promise: promise)
    }

    private func wait(_ context: ChannelHandlerContext) {
        timeout?.cancel()
        let channel = context.channel
        timeout = context.eventLoop.scheduleTask(in: .seconds(KioskLimit.requestSeconds)) {
            channel.close(promise: nil)
        }
    }
}
