/// A conversation with a server's git-upload-pack. One task at a time uses it.
protocol UploadPackConnection: Sendable {
    /// What the server says first.
    func advertisement() async throws(GitError) -> [UInt8]
    /// Asks, and reads the whole answer.
    ///
    /// - Parameter maxBytes: How long the answer may be.
    func exchange(_ request: UploadPackRequest, maxBytes: Int) async throws(GitError) -> [UInt8]
    func close() async
}
