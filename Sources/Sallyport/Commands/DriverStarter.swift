/// A file of a starting point for a driver.
struct StarterFile {
    let path: String
    let contents: String
    var isExecutable = false
}

/// Starting points for drivers: each says who a token belongs to, and nothing else yet.
enum DriverStarter {
    static func process(_ name: String) -> [StarterFile] {
        [
            StarterFile(path: "\(name).py", contents: python(name), isExecutable: true),
            StarterFile(
                path: "plugins.yaml", contents: plugins("{type: \(name), plugin: process, command: [\(name).py]}")),
        ] + recordings(name)
    }

    static func declarative(_ name: String) -> [StarterFile] {
        [
            StarterFile(path: "\(name).yaml", contents: manifest(name)),
            StarterFile(
                path: "plugins.yaml", contents: plugins("{type: \(name), plugin: declarative, manifest: \(name).yaml}")),
        ] + recordings(name, and: passwords)
    }

    static func swift(_ name: String) -> [StarterFile] {
        let type = name.prefix(1).uppercased() + name.dropFirst() + "Driver"
        return [
            StarterFile(path: "\(type).swift", contents: source(name, type)),
            StarterFile(path: "README.md", contents: steps(name, type)),
        ] + recordings(name)
    }

    /// What the conformance kit plays back: a forge that nobody has recorded yet.
    ///
    /// - Parameter more: Operations besides the question who a token belongs to, each after a comma.
    private static func recordings(_ name: String, and more: String = "") -> [StarterFile] {
        [
            StarterFile(
                path: "recordings/\(name)/kit.json",
                contents: """
                    {"apiURL": "https://\(name).example.com", "without": {}}

                    """),
            StarterFile(
                path: "recordings/\(name)/operations.json",
                contents: """
                    [
                      {
                        "operation": "currentUser",
                        "arguments": {"credential": "bearer"},
                        "exchanges": [
                          {
                            "request": {"method": "GET", "path": "/api/user"},
                            "response": {
                              "status": 200,
                              "headers": {"Content-Type": "application/json"},
                              "body": {"id": 7, "login": "alice"}
                            }
                          }
                        ],
                        "result": {"id": "7", "loginName": "alice"}
                      },
                      {
                        "operation": "currentUser",
                        "arguments": {"credential": "bearer"},
                        "exchanges": [
                          {
                            "request": {"method": "GET", "path": "/api/user"},
                            "response": {
                              "status": 401,
                              "headers": {"Content-Type": "application/json"},
                              "body": {"message": "who are you?"}
                            }
                          }
                        ],
                        "error": "unauthorized"
                      }\(more)
                    ]

                    """),
        ]
    }

    /// Who a password belongs to, and a token for it.
    private static let passwords = """
        ,
          {
            "operation": "currentUser",
            "arguments": {"credential": "basic"},
            "exchanges": [
              {
                "request": {"method": "GET", "path": "/api/user", "basic_auth": true},
                "response": {
                  "status": 200,
                  "headers": {"Content-Type": "application/json"},
                  "body": {"id": 7, "login": "alice"}
                }
              }
            ],
            "result": {"id": "7", "loginName": "alice"}
          },
          {
            "operation": "createToken",
            "arguments": {"name": "sallyport", "userID": "7", "userLogin": "alice"},
            "exchanges": [
              {
                "request": {
                  "method": "POST",
                  "path": "/api/tokens",
                  "basic_auth": true,
                  "json": {"user": "alice", "name": "sallyport"}
                },
                "response": {
                  "status": 201,
                  "headers": {"Content-Type": "application/json"},
                  "body": {"secret": "a-token-of-nobody"}
                }
              }
            ],
            "result": {"accessToken": "a-token-of-nobody"}
          }
        """

    private static func plugins(_ entry: String) -> String {
        """
        version: 1
        drivers:
          remotesource:
            - \(entry)

        """
    }

    private static func python(_ name: String) -> String {
        #"""
        #!/usr/bin/env python3
        """A driver for \#(name): it describes requests, and reads the forge's answers. docs/drivers.md has the messages."""

        import json
        import sys

        MANIFEST = {"id": "\#(name)", "version": "0.1.0", "contract": "1.0", "capabilities": ["userInfo"], "authTypes": []}

        CODES = {400: "invalid", 401: "unauthorized", 403: "forbidden", 404: "notFound", 409: "conflict", 410: "notFound",
                 422: "invalid", 429: "rateLimited", 301: "moved", 302: "moved", 307: "moved", 308: "moved"}


        def current_user(params):
            return {"request": {"method": "GET", "path": ["api", "user"], "credential": params["credential"]}}


        def read_current_user(state, answer):
            return {"value": {"id": str(answer["id"]), "loginName": answer["login"]}}


        # What begins each operation, and what reads the answers to its requests.
        OPERATIONS = {"currentUser": (current_user, read_current_user)}


        def error(code, message):
            return {"error": {"code": code, "message": message}}


        def read(operation, state, response):
            text = response.get("body", "")
            is_page = "html" in response["headers"].get("content-type", "") or text.lstrip().startswith("<")
            code = None if 200 <= response["status"] < 300 else CODES.get(response["status"], "unavailable")
            if is_page and code not in ("moved", "rateLimited"):
                return error("unavailable", "the forge answered with a page instead of JSON")
            if code:
                return error(code, f"the forge answered {response['status']}")
            try:
                return OPERATIONS[operation][1](state, json.loads(text))
            except (KeyError, TypeError, ValueError, RecursionError):
                return error("unavailable", "the forge's answer can't be read")


        def answer(method, params):
            if method == "initialize":
                return {"manifest": MANIFEST}
            if method == "read":
                return read(params["operation"], params["state"], params["response"])
            return OPERATIONS[method][0](params)


        for line in sys.stdin:
            request = json.loads(line)
            if "id" in request:
                result = answer(request["method"], request["params"])
                print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)

        """#
    }

    private static func manifest(_ name: String) -> String {
        """
        version: 1
        id: \(name)
        release: 0.1.0
        contract: "1.0"
        api: /api
        credential: bearer
        signIn:
          password:
            createToken:
              request: POST /tokens
              body: {user: "{login}", name: "{tokenName}"}
            token: secret
        user:
          request: GET /user
          answer: {id: id, loginName: login}

        """
    }

    private static func source(_ name: String, _ type: String) -> String {
        """
        public import RemoteSources

        /// The driver for \(name).
        public struct \(type): RemoteSourceDriver {
            /// Creates the driver; it keeps nothing.
            public init() {}

            public var manifest: DriverManifest {
                DriverManifest(id: "builtin/\(name)", version: "0.1.0", capabilities: [.userInfo], authTypes: [])
            }

            private struct User: Decodable {
                var id: Int
                var login: String
            }

            public func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
                let request = ForgeRequest("GET", ["api", "user"], credential: credential)
                return Call.value(request, as: User.self) { user throws(DriverError) in
                    RemoteUser(id: String(user.id), loginName: user.login)
                }
            }
        }

        """
    }

    private static func steps(_ name: String, _ type: String) -> String {
        """
        # A driver for \(name)

        It becomes part of the executable:

        1. Move `\(type).swift` to `Sources/Drivers/\(type.dropLast("Driver".count))/`.
        2. Add the target `\(type)` to `Package.swift` beside the other drivers, and to the dependencies of `Sallyport`.
        3. Add `"\(name)": { \(type)() }` to `InstalledDrivers.builtIns`.
        4. Name it in `plugins.yaml`: `{type: \(name), plugin: builtin/\(name)}`.
        5. Move `recordings/\(name)` to `recordings/`, and run `sallyport driver test \(name) --plugins plugins.yaml`.

        """
    }
}
