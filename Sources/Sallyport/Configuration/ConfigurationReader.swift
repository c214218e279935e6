import Foundation
import StrictYAML
import Validation

/// Reads settings: a flag wins over the environment, the environment over the file. Problems are collected.
///
/// The key `gateway.webURL` of the file is `SALLYPORT_GATEWAY_WEB_URL` in the environment.
final class ConfigurationReader {
    /// A value, and who said it.
    struct Setting {
        let text: String
        fileprivate let origin: Origin
    }

    fileprivate enum Origin {
        case flag, environment(String), file(YAMLMap, key: String)
    }

    private let document: YAMLDocument?
    private let directory: URL
    private let environment: [String: String]
    private var sections: [String: YAMLMap] = [:]
    private var problems: [String] = []

    /// - Parameters:
    ///   - file: The file; nil without one.
    ///   - environment: The process's environment.
    /// - Throws: `YAMLProblems`, `CommandFailure` when the file can't be read.
    init(file: String?, environment: [String: String]) throws {
        self.environment = environment
        directory = URL(filePath: file ?? ".").deletingLastPathComponent()
        document = try file.map { try YAMLDocument.parse(try InputFile.bytes(of: $0), file: $0) }
    }

    /// A text.
    ///
    /// - Parameter variable: Its name in the environment, where that does not follow from the key.
    func text(_ key: String, flag: String? = nil, variable: String? = nil) -> Setting? {
        let (map, name) = place(of: key)
        let inFile = map?.optionalString(name)
        if let flag { return Setting(text: flag, origin: .flag) }
        let variable = variable ?? Self.variable(key)
        if let value = environment[variable], !value.isEmpty {
            return Setting(text: value, origin: .environment(variable))
        }
        guard let map, let inFile, !inFile.isEmpty else { return nil }
        return Setting(text: inFile, origin: .file(map, key: name))
    }

    /// A whole number; nil after a problem too.
    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        let (map, name) = place(of: key)
        let inFile = map?.optionalInteger(name, in: range)
        let variable = Self.variable(key)
        guard let value = environment[variable], !value.isEmpty else { return inFile }
        if let number = Int(value), range.contains(number) { return number }
        problems.append("\(variable): a whole number from \(range.lowerBound) to \(range.upperBound) is needed")
        return nil
    }

    /// A path; a relative one in the file starts at the file's folder.
    func path(_ key: String, flag: String? = nil) -> String? {
        guard let setting = text(key, flag: flag) else { return nil }
        guard case .file = setting.origin else { return setting.text }
        return URL(filePath: setting.text, relativeTo: directory).path()
    }

    /// A list: in the file a list, otherwise with commas between.
    func list(_ key: String, flag: String? = nil) -> [Setting] {
        let (map, name) = place(of: key)
        let inFile = map?.optionalStrings(name) ?? []
        let variable = Self.variable(key)
        func split(_ text: String, _ origin: Origin) -> [Setting] {
            text.split(separator: ",").map { part in
                Setting(text: part.trimmingCharacters(in: .whitespaces), origin: origin)
            }
        }
        if let flag { return split(flag, .flag) }
        if let value = environment[variable], !value.isEmpty { return split(value, .environment(variable)) }
        guard let map else { return [] }
        return inFile.map { Setting(text: $0, origin: .file(map, key: name)) }
    }

    /// A secret: the environment has it, or the file says at `<key>From` where it is.
    func secret(_ key: String) -> String? {
        let (map, name) = place(of: key)
        var reference: SecretReference?
        if let map, map.has(name + "From") { reference = SecretReference.read(name + "From", in: map) }
        if let map, map.has(name) {
            map.problem(at: name, .notSupported, "a secret is not written into this file: use \(name)From")
        }
        if let value = environment[Self.variable(key)], !value.isEmpty { return value }
        guard let map, let reference else { return nil }
        return resolve(reference, name + "From", in: map)
    }

    /// A list of maps, which only the file has. `read` gets each with what finds a secret of it: at `<key>From`, which has
    /// to be there.
    func maps<Element>(
        _ key: String, _ read: (YAMLMap, _ secret: (_ key: String) -> String?) -> Element?
    ) -> [Element] {
        let (map, name) = place(of: key)
        return map?.list(name) { item in
            read(item) { [self] key in
                SecretReference.read(key + "From", in: item).flatMap { resolve($0, key + "From", in: item) }
            }
        } ?? []
    }

    private func resolve(_ reference: SecretReference, _ key: String, in map: YAMLMap) -> String? {
        do {
            return try reference.resolve(relativeTo: directory.path(), environment: environment)
        } catch {
            map.problem(at: key, "missingSecret", error.description)
            return nil
        }
    }

    /// Adds what is wrong with a setting, under the name by which it was given.
    func refuse(_ setting: Setting, _ message: String, flag: String = "") {
        switch setting.origin {
        case .flag: problems.append("\(flag): \(message)")
        case .environment(let name): problems.append("\(name): \(message)")
        case .file(let map, let key): map.problem(at: key, "invalidSetting", message)
        }
    }

    /// - Throws: Everything that is wrong.
    func finish() throws(ConfigurationProblems) {
        do {
            try document?.finish()
        } catch {
            problems += error.all.map(\.description)
        }
        if !problems.isEmpty { throw ConfigurationProblems(lines: problems) }
    }

    private func place(of key: String) -> (YAMLMap?, String) {
        guard let dot = key.lastIndex(of: ".") else { return (document?.root, key) }
        let (section, name) = (String(key[..<dot]), String(key[key.index(after: dot)...]))
        if let known = sections[section] { return (known, name) }
        let (outer, inner) = place(of: section)
        sections[section] = outer?.optionalMap(inner)
        return (sections[section], name)
    }

    /// `gateway.webURL` → `SALLYPORT_GATEWAY_WEB_URL`.
    static func variable(_ key: String) -> String {
        var name = "SALLYPORT_"
        var wasLower = false
        for character in key {
            if character.isUppercase, wasLower { name += "_" }
            name += character == "." ? "_" : character.uppercased()
            wasLower = character.isLowercase
        }
        return name
    }
}
