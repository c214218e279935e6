import Foundation
import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Files, byte for byte.
    static let files = ConformanceGroup(
        "files", "files byte for byte: texts, binaries, empty ones, pointers, too large, missing, folders"
    ) { subject in
        guard subject.has(.files) else { return .notApplicable("files is not declared") }
        var findings = Findings()
        subject.require(Situation.files, &findings)
        guard let file = subject.recordings.success(.file), let answer = file.responses.last,
            let bytes = file.result.flatMap(FileContent.bytes)
        else { return findings.outcome }
        let pointer =
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "4", count: 64))\nsize 1\n"
        let contents: [[UInt8]] = [
            [], Array("text\n".utf8), [0, 0xFF, 0xFE, 0x0A, 0x0D], Array(#"{"a":[1]}"#.utf8), Array("[]".utf8),
            Array("<!DOCTYPE html><p>a page</p>".utf8), Array(pointer.utf8), Array("../target".utf8),
            Array(repeating: 0x61, count: 1 << 20),
        ]
        for content in contents {
            guard let changed = answer.withFile(content, instead: bytes) else {
                findings.fail("\(file.name): the file is neither the answer's body nor a text of base64 in it")
                break
            }
            let outcome = await subject.replay(file, answers: file.responses.dropLast() + [changed])
            findings.expect(
                outcome.tree.flatMap(FileContent.bytes) == content,
                "\(file.name): a file of \(content.count) bytes (\(content.prefix(8))…) is \(outcome.text.prefix(120))")
        }
        if let limit = subject.driver.manifest.answerLimit {
            let tooLarge = answer.with(body: Array(repeating: 0x61, count: limit + 1))
            let outcome = await subject.replay(file, answers: file.responses.dropLast() + [tooLarge])
            findings.expect(outcome.code == "badAnswer", "\(file.name): a file beyond the limit is \(outcome.code)")
        }
        for changes in [
            ["path": ""], ["path": "/a"], ["path": "a//b"], ["path": "../a"], ["path": "a/./b"], ["ref": ""],
        ] {
            await ConformanceGroup.checkRefused(file, changes, subject, &findings)
        }
        return findings.outcome
    }
}

extension TransportResponse {
    /// The answer with another file in it; nil when it isn't seen where the file is.
    fileprivate func withFile(_ content: [UInt8], instead bytes: [UInt8]) -> TransportResponse? {
        if body == bytes { return with(body: content) }
        var count = 0
        let changed = mapping { tree in
            tree.replacing { value in
                guard let text = value.string, !text.isEmpty,
                    let decoded = Data(base64Encoded: text, options: .ignoreUnknownCharacters), Array(decoded) == bytes
                else { return nil }
                count += 1
                return .string(Data(content).base64EncodedString())
            }
        }
        return count == 1 ? changed : nil
    }
}
