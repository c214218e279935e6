#!/usr/bin/env python3
"""A driver that does what the tests ask it to, well or badly. Its second argument is a file for all that it gets."""

import json
import os
import sys

how = sys.argv[1]
record = open(sys.argv[2], "a") if len(sys.argv) > 2 else None
held = []
SHA = "eed7c2742d0dcf2ea4ea40607ccfb7c76daf5535"

REPOSITORY = {
    "id": "1", "path": "alice/hello", "defaultBranch": "main", "isPrivate": True, "webURL": "http://forge.test/alice/hello",
    "sshCloneURL": "ssh://forge.test/alice/hello.git", "httpCloneURL": "http://forge.test/alice/hello.git",
    "permissions": {"admin": True, "push": True, "pull": True},
}
KEY = {"id": "7", "title": "deploy", "publicKey": "ssh-ed25519 AAAA", "isReadOnly": True}
WEBHOOK = {"id": "9", "url": "http://gateway.test/hook", "isActive": True, "events": ["push"]}
REF = {"name": "refs/heads/main", "commitSHA": SHA}
VALUES = {
    "currentUser": {"id": "2", "loginName": "alice", "email": "alice@forge.test"},
    "createToken": None,
    "exchangeCode": {"expiresInSeconds": 3600},
    "refreshTokens": {},
    "repositories": {"items": [REPOSITORY], "next": "2"},
    "repositoryByPath": REPOSITORY,
    "repositoryByID": REPOSITORY,
    "ref": REF,
    "branches": {"items": [REF]},
    "tags": {"items": [{"name": "refs/tags/v1", "commitSHA": SHA}]},
    "commit": {"sha": SHA, "message": "Add hello"},
    "file": {"bodyBase64": "/wA="},
    "deployKeys": {"items": [KEY]},
    "createDeployKey": KEY,
    "deleteDeployKey": None,
    "webhooks": {"items": [WEBHOOK]},
    "createWebhook": WEBHOOK,
    "deleteWebhook": None,
    "testWebhook": None,
    "webhookDeliveries": {"items": [
        {"id": "5", "deliveryID": "guid-1", "time": 1700000000, "status": 502},
        {"id": "4", "deliveryID": "guid-2", "request": {"headers": {"X-Event": "push"}, "body": "{}"}}]},
    "webhookDelivery": {"headers": {"X-Event": "push"}, "bodyBase64": "/wA="},
    "createCommitStatus": None,
    "installation": {"id": "5"},
    "createInstallationToken": {"expiresInSeconds": 60},
    "installationRepositories": {"items": []},
}
MANIFEST = {
    "id": "test/driver",
    "version": "1",
    "contract": "1.0",
    "capabilities": [
        "userInfo", "passwordLogin", "oauth2", "oauth2PKCE", "oauth2Refresh", "repositories", "refs", "files",
        "deployKeys", "webhooks", "webhookTest", "webhookDeliveries", "events", "commitStatus", "links",
        "appInstallations",
    ],
    "authTypes": ["oauth2", "password"],
    "oauth2": {"authorizePath": ["authorize"], "tokenPath": ["token"], "scopes": ["read"]},
    "oneTimePasswordHeader": "X-OTP",
    "webhookSchemes": [{"scheme": "hmacSHA256Hex", "header": "X-Signature"}, {"scheme": "sharedToken", "header": "X-Token"}],
    "webhookEvents": ["push"],
    "links": {"commit": "c/{sha}", "branch": "b/{name}", "pullRequest": "p/{number}", "compare": "d/{base}..{head}"},
}


def send(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def answer(id, result):
    send({"jsonrpc": "2.0", "id": id, "result": result})


def secret(name):
    return {"$secret": name}


def request(operation, params):
    made = {"method": "POST", "path": [operation], "credential": params.get("credential", "bearer")}
    if operation == "createToken":
        made |= {"credential": "basic", "extracts": [{"member": "token", "kind": "accessToken"}]}
    elif operation == "exchangeCode":
        made |= {
            "credential": "none",
            "form": [["client_id", params["clientID"]], ["client_secret", secret("clientSecret")],
                     ["code", secret("authorizationCode")], ["code_verifier", secret("codeVerifier")]],
            "extracts": [{"member": "access_token", "kind": "accessToken"},
                         {"member": "refresh_token", "kind": "refreshToken"}],
        }
    elif operation == "refreshTokens":
        made |= {"credential": "none", "form": [["refresh_token", secret("refreshToken")]],
                 "extracts": [{"member": "access_token", "kind": "accessToken"}]}
    elif operation == "createWebhook":
        made |= {"json": {"url": params["url"], "config": {"secret": secret("webhookSecret"), "count": 1}}}
    return made


def handle(method, params, id):
    if method == "initialize":
        if how == "fickle" and os.path.exists(sys.argv[3]):
            MANIFEST["version"] = "2"
        elif how == "fickle":
            open(sys.argv[3], "w").close()
        return answer(id, {"manifest": MANIFEST})
    if method == "event":
        return answer(id, {"value": {"kind": "ping", "repository": {"id": "1", "path": "alice/hello"}}})
    operation = params["operation"] if method == "read" else method
    if operation == "repositoryByID" and method != "read":
        wish = params["id"]
        if wish == "hang":
            return None
        if wish == "hold":
            held.append(id)
            return None
        if wish == "die":
            os._exit(3)
        if wish == "fickle":
            os._exit(0)
        if wish == "flood":
            while True:
                sys.stdout.write("x" * 65536)
        if wish == "garbage":
            sys.stdout.write("no JSON\n")
            return sys.stdout.flush()
        if wish == "held":
            return answer(id, {"error": {"code": "notFound", "message": str(len(held))}})
        if wish == "release":
            for other in reversed(held):
                answer(other, {"error": {"code": "conflict", "message": str(other)}})
            held.clear()
            return answer(id, {"error": {"code": "notFound", "message": "released"}})
        if wish.startswith("answer:"):
            return answer(id, json.loads(wish[len("answer:"):]))
    if method == "read":
        if params["state"] != {"for": operation}:
            return answer(id, {"error": {"code": "invalid", "message": "the state is another one"}})
        return answer(id, {"value": VALUES[operation]})
    return answer(id, {"request": request(operation, params), "state": {"for": operation}})


for line in sys.stdin:
    if record:
        record.write(line)
        record.flush()
    message = json.loads(line)
    if "id" in message:
        handle(message["method"], message["params"], message["id"])
