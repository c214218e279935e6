import ArgumentParser
import Foundation
import GatewayClient
import StrictYAML

/// How commands fail.
enum Failures {
    /// Runs a command's work; what it throws is printed on standard error, and the command ends with 1.
    static func reported<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            // Usage, which ends with 64.
            throw error
        } catch let problems as YAMLProblems {
            Terminal.say("\(problems)")
            throw ExitCode(1)
        } catch let problems as ConfigurationProblems {
            Terminal.say("\(problems)")
            throw ExitCode(1)
        } catch let error as GatewayClientError {
            Terminal.complain(error.requestID.map { "\(error) (request \($0))" } ?? "\(error)")
            throw ExitCode(1)
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(1)
        }
    }
}
