package import Testing

/// Gives each test a log of its own, and prints it when the test records an issue.
package struct ServiceLogs: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let log = TestLog()
        let name = test.name
        let showing = IssueHandlingTrait.compactMapIssues { issue in
            print("--- services of \(name)\n\(log.text)\n---")
            return issue
        }
        try await showing.provideScope(for: test, testCase: testCase) {
            try await TestLog.$current.withValue(log) {
                try await function()
            }
        }
    }
}

extension Trait where Self == ServiceLogs {
    /// Gives each test a log of its own, and prints it when the test records an issue.
    package static var serviceLogs: ServiceLogs { ServiceLogs() }
}
