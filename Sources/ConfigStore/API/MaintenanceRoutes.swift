import ConfigStoreAPI
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit
import Validation

/// What is served in maintenance too.
extension ConfigStoreRouter {
    func addMaintenance(to api: RouterGroup<Context>) {
        api.get("maintenance") { _, _ in try answer(try await maintenance.status()) }
        api.put("maintenance") { request, _ in
            try await maintenance.enable(leaseSeconds: try request.maintenanceLease())
            return try answer(try await maintenance.status())
        }
        api.delete("maintenance") { _, _ in
            try await maintenance.disable()
            return try answer(try await maintenance.status())
        }
        api.get("export") { _, _ in
            Response(headers: [.contentType: "application/x-ndjson"]) { pipe in
                try await maintenance.export { try await pipe.write($0) }
            }
        }
        api.post("import") { request, _ in
            let options = try request.importOptions()
            // Reading takes as long as it takes: each of its steps is bounded, and the whole by its size.
            return try await RequestDeadline.$current.withValue(nil) {
                let chunks = request.body.map { Array($0.readableBytesView) }
                return try answer(try await maintenance.load(chunks, options))
            }
        }
        api.get("generations") { _, _ in try answer(try await maintenance.generations()) }
        api.delete("generations/:number") { _, context in
            // Deleting takes as long as it takes: each of its steps is bounded.
            let number = try parameter("number", of: context)
            try await RequestDeadline.$current.withValue(nil) { try await maintenance.deleteGeneration(number) }
            return Response.noContent
        }
    }
}

extension Request {
    /// - Throws: `ServiceError` 400 `invalidQuery`.
    fileprivate func importOptions() throws -> ImportOptions {
        let origin = try word("from", of: ImportOptions.Origin.allCases.map(\.rawValue))
        let options = ImportOptions(
            origin: origin.flatMap(ImportOptions.Origin.init) ?? .sallyport, isVerification: try flag("verify_only"),
            leavesOutBroken: try flag("leave_out_broken"), bytes: try byteCount("bytes"))
        guard options.leavesOutBroken, options.origin == .sallyport else { return options }
        throw ServiceError(
            code: "invalidQuery",
            violations: Violations([
                Violation(
                    "leave_out_broken", .notSupported, "an export of this product's is whole: only with from=agola")
            ]))
    }
}

/// Turns away what has to wait for the end of maintenance.
struct MaintenanceMiddleware: RouterMiddleware {
    typealias Context = ServiceRequestContext
    let gate: MaintenanceGate

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await gate.ifOpen { try await next(request, context) }
    }
}
