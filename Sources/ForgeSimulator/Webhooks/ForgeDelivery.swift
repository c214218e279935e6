import HTTPTransport

/// One delivery, ready to be sent.
struct ForgeDelivery: Sendable {
    /// The hook that it is for.
    let hookID: Int64
    let url: String
    let headers: [TransportHeader]
    let body: [UInt8]
    /// What the body says, without a form around it.
    let payload: ForgeJSON
}
