import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addMaintenance(to api: GatewayRoutes) {
        api.on(.getMaintenance) { _, _ in
            try answer(MaintenanceBody(try await configStore.maintenance()))
        }
        api.on(.enableMaintenance) { request, _ in
            let seconds = try request.maintenanceLease()
            return try answer(MaintenanceBody(try await configStore.enableMaintenance(leaseSeconds: seconds)))
        }
        api.on(.disableMaintenance) { _, _ in
            try answer(MaintenanceBody(try await configStore.disableMaintenance()))
        }
        api.on(.exportConfigStore) { _, _ in
            // Whether it answers is asked before: what goes wrong once this has begun can only break it off.
            _ = try await configStore.maintenance()
            return Response(headers: [.contentType: "application/x-ndjson"]) { pipe in
                try await configStore.export { try await pipe.write($0) }
            }
        }
        api.on(.importConfigStore) { request, _ in
            let options = try request.importOptions()
            return try answer(ImportBody(try await load(request, options)))
        }
        api.on(.listGenerations) { _, _ in
            try answer(try await configStore.generations().map(GenerationBody.init))
        }
        api.on(.deleteGeneration) { _, context in
            // One that is no number is not there: the configstore says so.
            let number = Int(try parameter("number", of: context)) ?? 0
            try await configStore.deleteGeneration(number)
            return Response.noContent
        }
    }

    private func load(_ request: Request, _ options: ImportOptions) async throws -> ImportSummary {
        let pipe = BytePipe()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    for try await piece in request.body {
                        if await !pipe.put(Array(piece.readableBytesView)) { return }
                    }
                    pipe.end()
                } catch {
                    // The client broke off: so does this.
                    pipe.fail()
                }
            }
            defer { pipe.end() }
            return try await configStore.load(
                TransportUpload {
                    if let piece = await pipe.take() { return piece }
                    if pipe.hasFailed { throw CancellationError() }
                    return nil
                }, options)
        }
    }
}

extension Request {
    /// - Throws: `ServiceError` 400 `invalidQuery`; what does not go together the configstore refuses.
    fileprivate func importOptions() throws -> ImportOptions {
        let origin = try word("from", of: ImportOptions.Origin.allCases.map(\.rawValue))
        return ImportOptions(
            origin: origin.flatMap(ImportOptions.Origin.init) ?? .sallyport, isVerification: try flag("verify_only"),
            leavesOutBroken: try flag("leave_out_broken"), bytes: try byteCount("bytes"))
    }
}

struct MaintenanceBody: Encodable {
    struct Instance: Encodable {
        let name: String
        let version: String
        let mode: String
        let revision: Int
        let last_seen: String
    }

    let is_wanted: Bool
    let since: String?
    let lease_seconds: Int?
    let instances: [Instance]

    init(_ status: MaintenanceStatus) {
        func text(_ time: Date) -> String {
            time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
        is_wanted = status.isWanted
        since = status.since.map(text)
        lease_seconds = status.leaseSeconds
        instances = status.instances.map { instance in
            Instance(
                name: instance.name, version: instance.version, mode: instance.mode, revision: instance.revision,
                last_seen: text(instance.lastSeen))
        }
    }
}

struct GenerationBody: Encodable {
    let number: Int
    let is_current: Bool
    let bytes: Int?
    let time: String?

    init(_ generation: StoreGeneration) {
        number = generation.number
        is_current = generation.isCurrent
        bytes = generation.bytes
        time = generation.time.map { $0.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
    }
}

struct ImportBody: Encodable {
    let is_imported: Bool
    let product: String
    let revision: Int
    let records: Int
    let claims: Int
    let references: Int
    let conversion: ImportConversion?

    init(_ summary: ImportSummary) {
        is_imported = summary.isImported
        product = summary.product
        revision = summary.revision
        records = summary.records
        claims = summary.claims
        references = summary.references
        conversion = summary.conversion
    }
}
