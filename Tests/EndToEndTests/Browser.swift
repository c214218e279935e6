import CurlTransport
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

/// A real browser without a window, driven over WebDriver (https://www.w3.org/TR/webdriver2/).
///
/// It resolves no name and reaches 127.0.0.1 alone.
final class Browser: Sendable {
    private let driver: ChildProcess
    private let session: String
    private let transport: CurlTransport

    private static let arguments = [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--no-first-run", "--window-size=800,600",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]

    static func with(_ body: (Browser) async throws -> Void) async throws {
        let driver = try ChildProcess(
            URL(filePath: "/usr/bin/chromedriver"), arguments: ["--port=0"], environment: [:])
        do {
            let browser = try await Browser(driver)
            do {
                try await body(browser)
            } catch {
                await browser.close()
                throw error
            }
            await browser.close()
        } catch {
            _ = await driver.stop(SIGKILL)
            throw error
        }
        _ = await driver.stop(SIGKILL)
    }

    private init(_ driver: ChildProcess) async throws {
        self.driver = driver
        let port = try await driver.output(after: "started successfully on port ").prefix { $0.isNumber }
        let transport = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
        self.transport = transport
        let base = "http://127.0.0.1:\(port)/session"
        let answer = try await Self.send(
            "POST", base,
            [
                "capabilities": [
                    "alwaysMatch": [
                        "browserName": "chrome", "goog:chromeOptions": ["args": Self.arguments],
                        "goog:loggingPrefs": ["browser": "ALL"],
                    ]
                ]
            ], transport)
        let id = try #require((answer as? [String: Any])?["sessionId"] as? String)
        session = "\(base)/\(id)"
    }

    func open(_ url: String) async throws {
        _ = try await command("POST", "/url", ["url": url])
    }

    /// Runs a script in the page and waits for what it promises.
    func run(_ script: String) async throws -> String {
        let body = "const done = arguments[0]; (async () => { \(script) })().then(done, e => done('failed: ' + e));"
        return try await command("POST", "/execute/async", ["script": body, "args": [String]()]) as? String ?? ""
    }

    func type(_ text: String, into selector: String) async throws {
        _ = try await command("POST", "/element/\(try await element(selector))/value", ["text": text])
    }

    func click(_ selector: String) async throws {
        _ = try await command("POST", "/element/\(try await element(selector))/click", [String: String]())
    }

    /// Waits until the page that a click leads to shows this text: it comes when it comes.
    func wait(for text: String, in selector: String) async throws {
        while true {
            do {
                let element = try await element(selector)
                if try await (command("GET", "/element/\(element)/text") as? String)?.contains(text) == true { return }
            } catch let refusal as Refusal where refusal.isOfThePage {
                // The page is not there yet, or is just being left.
            }
            await Task.yield()
        }
    }

    var url: String {
        get async throws { try await command("GET", "/url") as? String ?? "" }
    }

    /// What pages complained about: a script or a style that a policy kept out is there too.
    func complaints() async throws -> [String] {
        let entries = try await command("POST", "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
        return entries.compactMap { $0["message"] as? String }.filter { !$0.contains("favicon.ico") }
    }

    func screenshot() async throws -> Data? {
        (try await command("GET", "/screenshot") as? String).flatMap { Data(base64Encoded: $0) }
    }

    private func element(_ selector: String) async throws -> String {
        let found = try await command("POST", "/element", ["using": "css selector", "value": selector])
        return try #require((found as? [String: String])?.values.first, "there is no \(selector)")
    }

    private func close() async {
        _ = try? await command("DELETE", "")
        transport.shutdown()
    }

    private func command(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> Any? {
        try await Self.send(method, session + path, body, transport)
    }

    private static func send(
        _ method: String, _ url: String, _ body: [String: Any]?, _ transport: CurlTransport
    ) async throws -> Any? {
        let json = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) } ?? []
        let answer = try await transport.send(
            TransportRequest(
                method: method, url: url, headers: [TransportHeader("Content-Type", "application/json")], body: json,
                deadline: .now + .seconds(60)))
        let value = (try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])?["value"]
        guard answer.status == 200 else {
            let error = (value as? [String: Any])?["error"] as? String ?? ""
            throw Refusal(error: error, description: "\(method) \(url): \(value ?? "nothing")")
        }
        return value
    }

    struct Refusal: Error, CustomStringConvertible {
        /// The word that the protocol has for it.
        let error: String
        let description: String

        /// Whether another page may well have what was looked for.
        var isOfThePage: Bool { ["no such element", "stale element reference"].contains(error) }
    }
}
