"""What fits a field whose rule is more than a regular expression; see Sources/ServiceKit/Description/Schema+Values.swift."""

import base64
import datetime
import os

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

# What names something names what is there, so that a request does what it is for; a 404 comes after a deletion, and with
# what is no name. Scripts/check-openapi has made it all, with a secret and a variable in each group and project.
for what, names in {
    "user-ref": os.environ["USERS"].split(),
    "source-ref": os.environ["SOURCES"].split(),
    "org-ref": ["acme"],
    "group-path": os.environ["GROUPS"].split(),
    "project-path": os.environ["PROJECTS"].split(),
    "secret-name": ["secret"],
    "secret-key": ["key"],
    "variable-name": ["VARIABLE"],
    "validator-ref": ["validator"],
    "token-name": ["token"],
    "linked-account-id": [os.environ["ACCOUNT"]],
    "user-id": [os.environ["ALICE"]],
    "connection-ref": ["connection"],
    "connection-id": [os.environ["CONNECTION"]],
    "app-source-ref": ["apps"],
    "access-token": [os.environ["ACCESS_TOKEN"]],
}.items():
    schemathesis.openapi.format(what, strategies.sampled_from(names))


schemathesis.openapi.format(
    "regexp", strategies.from_regex(r"\^?[a-z]{1,5}(\.\*|[a-z/]+|\[0-9\]\+)?\$?", fullmatch=True))


def soon(minutes):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


schemathesis.openapi.format("date-time-soon", strategies.integers(5, 55).map(soon))
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
