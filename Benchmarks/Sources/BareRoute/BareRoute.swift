import Foundation
import HTTPTypes
import Hummingbird

/// Answers `GET PATH` with the headers and the body of a file, and prints where it listens.
///
/// The file is an answer as it was received: header lines, an empty line, the body.
@main
struct BareRoute {
    static func main() async throws {
        guard CommandLine.arguments.count == 3,
            let answer = Answer(try Data(contentsOf: URL(filePath: CommandLine.arguments[2])))
        else {
            FileHandle.standardError.write(Data("usage: BareRoute PATH FILE\n".utf8))
            exit(64)
        }
        let router = Router()
        router.get(RouterPath(CommandLine.arguments[1])) { _, _ in
            Response(status: .ok, headers: answer.headers, body: .init(byteBuffer: answer.body))
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                print("bare listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                fflush(nil)
            })
        try await application.run()
    }
}

private struct Answer {
    var headers: HTTPFields = [:]
    let body: ByteBuffer

    init?(_ file: Data) {
        guard let end = file.firstRange(of: Data("\n\n".utf8)) else { return nil }
        for line in String(decoding: file[..<end.lowerBound], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { return nil }
            headers.append(HTTPField(name: name, value: String(parts[1])))
        }
        body = ByteBuffer(bytes: file[end.upperBound...])
    }
}
