import RemoteSources
import Testing

@Suite("Skip markers")
struct SkipMarkerTests {
    @Test(
        "are found in any case and spacing",
        arguments: [
            "[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]", "docs [SKIP CI]", "[ Skip  ci ] x",
            "a\n\nbody [ci skip]\n", "[a] [skip ci]", "[[skip ci]]", "x\n\nskip-checks: true\n",
            "x\n\nSkip-Checks:true",
        ])
    func found(message: String) {
        #expect(SkipMarker.isIn(message))
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "skip ci", "[skip", "[skip ci", "skip ci]", "[skipci]", "[skip the ci]", "[no-ci]",
            "skip-checks: false",
            "about skip-checks: true", "[" + String(repeating: " ", count: 100) + "skip ci]",
        ])
    func notFound(message: String) {
        #expect(!SkipMarker.isIn(message))
    }

    @Test("cost no more than the message is long", .timeLimit(.minutes(1)))
    func bounded() {
        #expect(!SkipMarker.isIn(String(repeating: "[", count: 1_000_000)))
        #expect(!SkipMarker.isIn(String(repeating: "\n", count: 1_000_000)))
    }
}
