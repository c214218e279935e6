#!/usr/bin/env python3
"""A validator as a process: only an administrator's account may be called admin, and nothing may be called root.

It reads JSON-RPC 2.0 requests from standard input, one a line, and writes an answer to each. What it prints on standard
error is in Sallyport's log.
"""

import json
import sys

RESERVED = {"root", "sallyport", "system"}


def violations(changes):
    for index, change in enumerate(changes):
        after = change["after"]
        if after is None:
            continue
        name = after.get("name", "").lower()
        if name in RESERVED:
            yield {"change": index, "field": "name", "code": "reserved", "message": f"{name} is a reserved name"}
        if change["kind"] == "user" and name == "admin" and not after.get("admin"):
            yield {"change": index, "field": "name", "code": "notAdmin", "message": "only administrators are called admin"}


def answer(method, params):
    if method == "initialize":
        return {"contract": 1, "name": "ownership", "kinds": ["user", "org", "projectgroup", "project"]}
    if method == "validate":
        return {"violations": list(violations(params["changes"]))}
    raise ValueError(f"there is no method {method}")


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if "id" not in request:
            continue  # A notification: nobody waits for this answer any more.
        response = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            response["result"] = answer(request["method"], request["params"])
        except Exception as error:
            response["error"] = {"code": -32000, "message": str(error)}
        print(json.dumps(response), flush=True)


main()
