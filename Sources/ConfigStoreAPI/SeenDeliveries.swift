public import Foundation

/// How far a forge's own list of a webhook's deliveries was gone through.
public struct SeenDeliveries: Codable, Sendable, Hashable {
    /// The forge's id of the entry at which the next look may stop; empty when there was none. It lags one look behind:
    /// entries come into the list late.
    public var mark: String
    /// When that entry was the newest one.
    public var markTime: Date
    /// The newest entry of a later look, which becomes the mark.
    public var newest: String
    public var newestTime: Date
    /// Deliveries after the mark that were taken up, or can't be, by the forge's id.
    public var handled: [String]

    enum CodingKeys: String, CodingKey {
        case mark, newest, handled
        case markTime = "mark_time"
        case newestTime = "newest_time"
    }

    public init(mark: String, markTime: Date, newest: String, newestTime: Date, handled: [String] = []) {
        self.mark = mark
        self.markTime = markTime
        self.newest = newest
        self.newestTime = newestTime
        self.handled = handled
    }
}
