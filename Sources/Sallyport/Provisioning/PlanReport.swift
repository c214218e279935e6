/// Prints a plan, and what became of it.
struct PlanReport {
    let format: OutputFormat

    private struct Body: Encodable {
        let changes: [ProvisioningPlan.Step]
        let undeclared: [String]
    }

    func show(_ plan: ProvisioningPlan) throws {
        if format == .json {
            try format.print(Body(changes: plan.steps, undeclared: plan.undeclared), columns: [])
            return
        }
        for line in plan.steps.flatMap(\.lines) { Terminal.write(line + "\n") }
        if plan.steps.isEmpty { Terminal.write("nothing to change\n") }
        if !plan.undeclared.isEmpty {
            Terminal.say("not declared, and left alone without --prune: \(plan.undeclared.joined(separator: ", "))")
        }
    }

    /// With JSON on standard output, words go beside it.
    func say(_ text: String) {
        format == .json ? Terminal.say(text) : Terminal.write(text + "\n")
    }
}
