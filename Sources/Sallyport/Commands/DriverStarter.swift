/// A file of a starting point for a driver.
struct StarterFile {
    let path: String
    let contents: String
    var isExecutable = false
}

/// Starting points for drivers: each says who a token belongs to, and nothing else yet.
enum DriverStarter {
    static func declarative(_ name: String) -> [StarterFile] {
        [
            StarterFile(path: "\(name).yaml", contents: manifest(name)),
            StarterFile(
                path: "plugins.yaml", contents: plugins("{type: \(name), plugin: declarative, manifest: \(name).yaml}")),
        ] + recordings(name, and: passwords)
    }

    /// What the conformance kit plays back: a forge that nobody has recorded yet.
    ///
    /// - Parameter more: Operations besides the question who a token belongs to, each after a comma.
    static func recordings(_ name: String, and more: String = "") -> [StarterFile] {
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

    static func plugins(_ entry: String) -> String {
        """
        version: 1
        drivers:
          remotesource:
            - \(entry)

        """
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
}
