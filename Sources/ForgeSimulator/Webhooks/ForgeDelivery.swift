import HTTPTransport

/// One delivery, ready to be sent.
struct ForgeDelivery: Sendable {
    let url: String
    let headers: [TransportHeader]
    let body: [UInt8]
}
