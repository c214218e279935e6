/// How much of a server's time and bytes one reading takes at the most.
package struct GitLimits: Sendable, Hashable {
    /// How long one reading takes, connecting included.
    package var time: Duration
    /// The list of refs, in bytes.
    package var refsBytes: Int
    /// A pack as it comes over the wire, in bytes. A commit is fetched without its history, and without its files from
    /// servers that can leave them out.
    package var packBytes: Int
    /// A pack's objects.
    package var objects: Int
    /// One object when it is unpacked, in bytes.
    package var objectBytes: Int
    /// All objects when they are unpacked, in bytes.
    package var unpackedBytes: Int
    /// The file that is read, in bytes.
    package var fileBytes: Int

    package init(
        time: Duration = .seconds(30), refsBytes: Int = 8 << 20, packBytes: Int = 64 << 20, objects: Int = 200_000,
        objectBytes: Int = 64 << 20, unpackedBytes: Int = 512 << 20, fileBytes: Int = 1 << 20
    ) {
        self.time = time
        self.refsBytes = refsBytes
        self.packBytes = packBytes
        self.objects = objects
        self.objectBytes = objectBytes
        self.unpackedBytes = unpackedBytes
        self.fileBytes = fileBytes
    }
}
