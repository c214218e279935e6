import NIOCore

/// Answers pings before the handler of HTTP/2 sees them.
///
/// Etcd measures a connection by a ping for nearly every request that it gets. NIO takes more than 200 of them in half a
/// minute for an attack, and closes the connection.
final class PingAnswerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let headerBytes = 9
    private static let pingBytes = 17

    /// The beginning of a frame, until it is clear what it is.
    private var begun = ByteBuffer()
    /// How many bytes are left of a frame that is no ping.
    private var passing = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = unwrapInboundIn(data)
        if begun.readableBytes > 0 {
            begun.writeBuffer(&input)
            input = begun
            begun = ByteBuffer()
        }
        while input.readableBytes > 0 {
            let others = bytes(before: input)
            if others > 0, let slice = input.readSlice(length: others) {
                context.fireChannelRead(wrapInboundOut(slice))
            } else if let answer = answer(&input) {
                // It goes with what is written next, which is a ping of this side at the latest: nobody waits for it.
                context.write(wrapOutboundOut(answer), promise: nil)
            } else {
                begun = input
                return
            }
        }
    }

    /// How many bytes come before the next ping, or before a frame that has only begun.
    private func bytes(before input: ByteBuffer) -> Int {
        var count = min(passing, input.readableBytes)
        passing -= count
        while input.readableBytes - count >= Self.headerBytes {
            let start = input.readerIndex + count
            guard let header = input.getBytes(at: start, length: 5), !Self.isPing(header) else { return count }
            let length = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
            let whole = Self.headerBytes + length
            let there = min(whole, input.readableBytes - count)
            passing = whole - there
            count += there
        }
        return count
    }

    /// Length 8, type 6, and not itself an answer.
    private static func isPing(_ header: [UInt8]) -> Bool {
        header[..<4] == [0, 0, 8, 6] && header[4] & 1 == 0
    }

    /// The same frame with the flag of an answer; nil when it is not whole yet.
    private func answer(_ input: inout ByteBuffer) -> ByteBuffer? {
        guard var ping = input.readSlice(length: Self.pingBytes) else { return nil }
        ping.setInteger(UInt8(1), at: ping.readerIndex + 4)
        return ping
    }
}
