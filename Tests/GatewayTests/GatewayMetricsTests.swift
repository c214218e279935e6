import HTTPTransport
import ServiceTesting
import Testing

@Suite("The gateway's metrics", .serviceLogs)
struct GatewayMetricsTests {
    @Test("are for administrators alone")
    func access() async throws {
        try await GatewayFixture.with { fixture in
            #expect(try await fixture.send("GET", "/metrics").status == 401)
            #expect(try await fixture.send("GET", "/metrics", token: "wrong").status == 401)
            let token = try await fixture.oauth2User()
            #expect(try await fixture.send("GET", "/metrics", token: token).code == "forbidden")
            let bearer = TransportHeader("Authorization", "Bearer \(GatewayFixture.admin)")
            let answer = try await fixture.send("GET", "/metrics", headers: [bearer])
            #expect(answer.status == 200)
            #expect(answer.headers.first(named: "Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    @Test("count requests by operation, and know nothing of paths and what people send")
    func requests() async throws {
        try await GatewayFixture.with { fixture in
            #expect(try await fixture.register("alice").status == 201)
            #expect(try await fixture.register("alice").status == 409)
            _ = try await fixture.send("GET", "users/nobody-of-this-name", token: GatewayFixture.admin)
            _ = try await fixture.send("HEAD", "users/alice", token: GatewayFixture.admin)
            _ = try await fixture.send("GET", "/no/such/place")
            let large = String(repeating: "x", count: 2_000_000)
            _ = try await fixture.send(
                "POST", "users", large, token: GatewayFixture.admin,
                headers: [TransportHeader("Content-Length", "2000000")])
            let text = try await fixture.send("GET", "/metrics", token: GatewayFixture.admin).text
            for line in [
                #"sallyport_http_requests_total{service="gateway",operation="register",status="2xx"} 1"#,
                #"sallyport_http_requests_total{service="gateway",operation="register",status="4xx"} 1"#,
                #"sallyport_http_requests_total{service="gateway",operation="getUser",status="4xx"} 1"#,
                #"sallyport_http_requests_total{service="gateway",operation="getUser",status="2xx"} 1"#,
                #"sallyport_http_requests_total{service="gateway",operation="unknown",status="4xx"} 1"#,
                #"sallyport_http_request_seconds_count{service="gateway",operation="register"} 2"#,
                #"sallyport_http_requests_in_flight{service="gateway"} 1"#,
                #"sallyport_http_refused_bytes_total{service="gateway"} 2000000"#,
                #"sallyport_sign_ins_total{purpose="registeruser",outcome="done"} 1"#,
                #"sallyport_sign_ins_total{purpose="registeruser",outcome="refused"} 1"#,
                #"sallyport_forge_calls_total{driver="builtin/gitea",operation="userInfo",outcome="done"} 1"#,
                #"sallyport_forge_call_seconds_count{driver="builtin/gitea",operation="userInfo"} 1"#,
                #"sallyport_build_info{service="gateway",version="development"} 1"#,
            ] { #expect(text.contains(line + "\n"), "\(line)") }
            for word in ["alice", "nobody", "such", GatewayFixture.admin, "api/v1alpha"] {
                #expect(!text.contains(word), "\(word)")
            }
        }
    }

    @Test("say of every delivery what was made of it, also of those that are nobody's")
    func deliveries() async throws {
        try await GatewayFixture.with { fixture in
            let answer = try await fixture.send(
                "POST", "/webhooks/0195d0c0-0000-7000-8000-000000000000", "{}",
                headers: [TransportHeader("Content-Type", "application/json")])
            #expect(answer.status == 403)
            let text = try await fixture.send("GET", "/metrics", token: GatewayFixture.admin).text
            #expect(text.contains(#"sallyport_deliveries_total{verdict="unknownProject"} 1"# + "\n"))
        }
    }
}
