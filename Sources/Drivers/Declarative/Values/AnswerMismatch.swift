import RemoteSources

/// A document that is not what its manifest says.
struct AnswerMismatch: Error {
    let message: String

    /// - Parameters:
    ///   - wanted: What should be there, such as `a text`.
    ///   - place: The path, or the name of the value.
    init(_ wanted: String, at place: String) {
        message = "there is not \(wanted) at \(place)"
    }

    /// What it is when a forge's answer does not fit.
    var inAnswer: DriverError { .unavailable("the forge's answer can't be read as its API's: \(message)") }

    /// What it is when a delivery does not fit.
    var inDelivery: DriverError {
        .invalid(field: "body", message: "the delivery is not what its event says: \(message)")
    }
}
