/// A driver as a program, with nothing but Python.
extension DriverStarter {
    static func process(_ name: String) -> [StarterFile] {
        [
            StarterFile(path: "\(name).py", contents: python(name), isExecutable: true),
            StarterFile(
                path: "plugins.yaml", contents: plugins("{type: \(name), plugin: process, command: [\(name).py]}")),
        ] + recordings(name)
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


        def text(value):
            """What the forge has to say: a text, or a number."""
            if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
                raise TypeError("neither a text nor a number")
            return str(value)


        def read_current_user(state, answer):
            return {"value": {"id": text(answer["id"]), "loginName": text(answer["login"])}}


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
}
