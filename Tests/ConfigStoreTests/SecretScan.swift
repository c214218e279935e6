import Foundation
import Testing

/// Looks for a secret in every file of a folder.
enum SecretScan {
    static func expectNothing(of secret: String, in directory: String) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(files.contains("configstore.db"))
        for file in files {
            let data = try #require(FileManager.default.contents(atPath: directory + "/" + file))
            #expect(data.range(of: Data(secret.utf8)) == nil, "\(file) has the secret")
        }
    }
}
