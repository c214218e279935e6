/// One operation of a driver: a request to make, and how to read the answer.
///
/// A driver never opens a socket. The host performs `request`, hands the response to `read`, and goes on with the next
/// call when that is what `read` returns.
public struct Call<Output: Sendable>: Sendable {
    /// What to ask the forge.
    public var request: ForgeRequest
    /// Turns the forge's answer into a value, the next call, or an error of the closed set.
    public var read: @Sendable (ForgeResponse) async throws(DriverError) -> CallStep<Output>

    /// Creates a call.
    ///
    /// - Parameters:
    ///   - request: What to ask the forge.
    ///   - read: How to read the answer.
    public init(
        _ request: ForgeRequest,
        read: @escaping @Sendable (ForgeResponse) async throws(DriverError) -> CallStep<Output>
    ) {
        self.request = request
        self.read = read
    }
}

/// What reading an answer led to.
public enum CallStep<Output: Sendable>: Sendable {
    /// The operation is over, with this result.
    case done(Output)
    /// Another request is needed first. The host allows a bounded number of them.
    case next(Call<Output>)
}

extension Call {
    /// The same operation with its result changed.
    ///
    /// - Parameter transform: Makes the new result out of the old one.
    /// - Returns: A call that makes the same requests.
    public func map<Other: Sendable>(
        _ transform: @escaping @Sendable (Output) throws(DriverError) -> Other
    ) -> Call<Other> {
        let read = self.read
        return Call<Other>(request) { response throws(DriverError) in
            switch try await read(response) {
            case .done(let output): .done(try transform(output))
            case .next(let call): .next(call.map(transform))
            }
        }
    }
}
