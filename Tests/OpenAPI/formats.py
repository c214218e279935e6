"""What fits a field whose rule is more than a regular expression; see Sources/ServiceKit/Description/Schema+Values.swift."""

import base64
import os

import schemathesis
from hypothesis import strategies

# The gateway may not reach these, so that nothing leaves this machine, not even a question for a name.
HOST = strategies.sampled_from(["127.0.0.1", "127.1.2.3", "[::1]", "localhost", "LOCALHOST"])
PORT = strategies.just("") | strategies.integers(1, 65535).map(lambda port: f":{port}")
PATH = strategies.from_regex(r"(/[A-Za-z0-9_~-]{1,8}){0,3}/?", fullmatch=True)


def host_key(host, key):
    name = b"ssh-ed25519"
    blob = len(name).to_bytes(4, "big") + name + (32).to_bytes(4, "big") + key
    return f"{host} ssh-ed25519 {base64.b64encode(blob).decode()}"


schemathesis.openapi.format(
    "forge-url",
    strategies.builds(lambda *parts: "".join(parts), strategies.sampled_from(["http://", "https://", "HTTPS://"]),
                      HOST, PORT, PATH))
schemathesis.openapi.format("driver-type", strategies.just("gitea"))
KEY_HOST = strategies.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){0,2}", fullmatch=True)
schemathesis.openapi.format(
    "ssh-known-hosts",
    strategies.just("") | strategies.builds(host_key, KEY_HOST, strategies.binary(min_size=32, max_size=32)))
# Nobody can make one up: the real ones come along links.
schemathesis.openapi.format("cursor", strategies.just(""))
# Scripts/check-openapi has made these; now and then somebody asks for what is not there.
for kind, name in {"user": "user", "remote-source": "source"}.items():
    known = strategies.integers(0, int(os.environ["OBJECTS"]) - 1).map(lambda number, name=name: f"{name}{number}")
    schemathesis.openapi.format(f"{kind}-reference", known | known | known | strategies.just("nothing"))
