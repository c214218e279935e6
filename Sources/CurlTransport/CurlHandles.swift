import CCurl

/// libcurl's handles for transfers, which cost more to make than to use again. Used by the worker's thread alone.
final class CurlHandles {
    private static let maxIdle = 32
    private var idle: [UnsafeMutableRawPointer] = []

    deinit {
        for handle in idle { curl_easy_cleanup(handle) }
    }

    /// One without any option set; nil when there is no memory left.
    func take() -> UnsafeMutableRawPointer? { idle.popLast() ?? curl_easy_init() }

    /// - Parameter handle: Of a transfer that is over.
    func giveBack(_ handle: UnsafeMutableRawPointer) {
        guard idle.count < Self.maxIdle else { return curl_easy_cleanup(handle) }
        curl_easy_reset(handle)
        idle.append(handle)
    }
}
