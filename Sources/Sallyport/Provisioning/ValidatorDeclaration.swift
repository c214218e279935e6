import ConfigStore
import StrictYAML
import Validation
import Validators

/// A validator of rules as a file declares it: the rules are in a file of their own.
struct ValidatorDeclaration: Declaration {
    let name: String
    let renamedFrom: String?
    /// What is in the rules' file.
    let rules: String

    /// Reads an entry of `validators`; problems go to the document.
    ///
    /// - Parameters:
    ///   - directory: Where the path of the rules' file starts.
    ///   - problems: What is wrong with the rules' file, in that file.
    init(_ entry: YAMLMap, directory: String, problems: inout [YAMLProblem]) {
        name = entry.string("name")
        if !name.isEmpty { entry.report(NameGrammar.violation(of: name, at: entry.path.appending("name")), at: "name") }
        renamedFrom = entry.optionalString("renamedFrom")
        let file = entry.string("rulesFile")
        var rules = ""
        if !file.isEmpty {
            let path = file.hasPrefix("/") ? file : directory + file
            do throws(CommandFailure) {
                let bytes = try InputFile.bytes(of: path)
                rules = String(decoding: bytes, as: UTF8.self)
                do throws(YAMLProblems) {
                    _ = try RulesFile(kinds: ObjectKinds.all).read(bytes, file: path, name: name)
                } catch {
                    problems += error.all
                }
            } catch {
                entry.problem(at: "rulesFile", "missingFile", error.description)
            }
        }
        self.rules = rules
    }
}
