import ServiceKit
import Testing

@Suite("What is remembered")
struct RememberedTests {
    @Test("A value is found by its key and by no other")
    func keys() {
        let remembered = Remembered<String, Int>(limit: 10)
        remembered.keep(1, for: "one")
        #expect(remembered.find("one") == 1)
        #expect(remembered.find("two") == nil)
    }

    @Test("What is asked for stays, what nobody asks for goes")
    func bound() {
        let remembered = Remembered<Int, Int>(limit: 10)
        remembered.keep(-1, for: -1)
        remembered.keep(-2, for: -2)
        for number in 0..<100 {
            remembered.keep(number, for: number)
            #expect(remembered.find(-1) == -1)
        }
        #expect(remembered.find(-2) == nil)
        #expect((0..<100).count { remembered.find($0) != nil } <= 20)
    }

    @Test("New request ids are 16 hexadecimal digits, each its own")
    func requestIDs() {
        let ids = (0..<1_000).map { _ in RequestID.new() }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.count == 16 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
    }
}
