"""What fits a field whose rule is more than a regular expression; see Sources/ServiceKit/Description/Schema+Values.swift."""

import base64
import os
import uuid

import schemathesis
from hypothesis import strategies

# Nobody listens there, and nothing leaves this machine, not even a question for a name.
HOST = strategies.sampled_from(["127.0.0.1", "127.1.2.3", "[::1]", "localhost", "LOCALHOST"])
PORT = strategies.sampled_from([":1", ":9"])
PATH = strategies.from_regex(r"(/[A-Za-z0-9_~-]{1,8}){0,3}/?", fullmatch=True)


def host_key(host, key):
    name = b"ssh-ed25519"
    blob = len(name).to_bytes(4, "big") + name + (32).to_bytes(4, "big") + key
    return f"{host} ssh-ed25519 {base64.b64encode(blob).decode()}"


schemathesis.openapi.format(
    "forge-url",
    strategies.builds(lambda *parts: "".join(parts), strategies.sampled_from(["http://", "https://", "HTTPS://"]),
                      HOST, PORT, PATH))
# Rules that refuse nothing, so that whatever comes after still works.
schemathesis.openapi.format(
    "validator-rules",
    strategies.sampled_from(["version: 1\nrules: []\n", '{"version": 1, "rules": [{"field": "nothing", "forbidden": true}]}']))
schemathesis.openapi.format("driver-type", strategies.just("gitea"))
KEY_HOST = strategies.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){0,2}", fullmatch=True)
schemathesis.openapi.format(
    "ssh-known-hosts",
    strategies.just("") | strategies.builds(host_key, KEY_HOST, strategies.binary(min_size=32, max_size=32)))
# Nobody can make one up: the real ones come along links.
schemathesis.openapi.format("cursor", strategies.just(""))

NAME = strategies.from_regex(r"[a-z][a-z0-9]{0,11}(-[a-z0-9]{1,8})?", fullmatch=True)
ID = strategies.uuids().map(str)
OWNER = strategies.builds("{}/{}".format, strategies.sampled_from(["org", "user"]), NAME)


def below(owner, names):
    return "/".join([owner, *names])


# What is there comes along links; these are well-formed and lead nowhere.
schemathesis.openapi.format("group-path", ID | strategies.builds(below, OWNER, strategies.lists(NAME, max_size=3)))
schemathesis.openapi.format(
    "project-path", ID | strategies.builds(below, OWNER, strategies.lists(NAME, min_size=1, max_size=4)))
# Alice is there, and what bodies name has to be: a 404 says that what the path names is not, and that comes along links.
schemathesis.openapi.format("user-ref", strategies.just("alice"))
schemathesis.openapi.format("source-ref", strategies.sampled_from(os.environ["SOURCES"].split()))
schemathesis.openapi.format("git-branch", strategies.builds("/".join, strategies.lists(NAME, min_size=1, max_size=3)))
# Alice's, at the forge of the demo.
schemathesis.openapi.format("repository-path", strategies.integers(1, 120).map("alice/project-{}".format))
schemathesis.openapi.format("forge-login", strategies.sampled_from(["alice", "carol"]))
schemathesis.openapi.format("forge-password", strategies.sampled_from(["alice-password", "carol-password"]))

CLONE_HOST = strategies.sampled_from(["git.example.com", "127.0.0.1", "GIT.example.org"])
HTTPS = strategies.builds("https://{}{}/{}".format, CLONE_HOST, PORT, NAME)
SSH = strategies.builds("ssh://git@{}{}/{}".format, CLONE_HOST, PORT, NAME) | strategies.builds(
    "{}@{}:{}/{}.git".format, NAME, CLONE_HOST, NAME, NAME)
schemathesis.openapi.format("https-clone-url", HTTPS)
schemathesis.openapi.format("ssh-clone-url", SSH)
schemathesis.openapi.format("clone-url", HTTPS | SSH)


def private_key(body):
    kind = "OPENSSH PRIVATE KEY"
    return f"-----BEGIN {kind}-----\n{base64.b64encode(body).decode()}\n-----END {kind}-----\n"


schemathesis.openapi.format(
    "private-key", strategies.builds(private_key, strategies.binary(min_size=32, max_size=48)))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Lets stateful tests begin with any creation, not only with those whose fields look harmless to schemathesis."""
    links = {
        operation["operationId"]: {"operationId": operation["operationId"]}
        for path, item in raw_schema["paths"].items()
        for method, operation in item.items()
        if method == "post" and "{" not in path
    }
    raw_schema["paths"]["/readyz"]["get"]["responses"]["200"]["links"] = links


@schemathesis.hook
def filter_case(context, case):
    """Leaves what everything else needs as it is: alice, and the remote sources. And deletes nothing that holds what a
    link leads to: schemathesis would miss it."""
    if case.method not in ("PUT", "DELETE"):
        return True
    if (case.query or {}).get("cascade") and case.meta and case.meta.phase.name.value == "stateful":
        return False
    ref = str((case.path_parameters or {}).get("ref", ""))
    is_last = case.path.endswith("{ref}")
    return not (is_last and ref.lower() in os.environ["KEPT"].split())
