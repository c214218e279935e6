/// Memory that begins at a page, which the kernel can write from without a copy, filled with whole blocks.
final class BlockBuffer {
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0

    /// - Parameter blocks: How many it has room for.
    init(blocks: Int) {
        memory = .allocate(byteCount: blocks * ContentFile.blockBytes, alignment: ContentFile.blockBytes)
    }

    deinit {
        memory.deallocate()
    }

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count == memory.count }
    /// How many blocks are begun.
    var blocks: Int { ContentFile.blocks(count) }
    /// What is in it. Good until it is changed.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    /// Adds as many bytes as there is room for, and returns how many that are.
    func append(_ bytes: ArraySlice<UInt8>) -> Int {
        let taken = bytes.prefix(memory.count - count)
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyBytes(from: taken)
        count += taken.count
        return taken.count
    }

    /// Ends the block that is begun with zeros: nothing has to be read to write it.
    func endBlock() {
        let end = blocks * ContentFile.blockBytes
        UnsafeMutableRawBufferPointer(rebasing: memory[count..<end]).initializeMemory(as: UInt8.self, repeating: 0)
        count = end
    }

    func removeAll() {
        count = 0
    }
}
