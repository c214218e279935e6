"""Single reads against a bare route that answers the same bytes."""

import os

from .load import in_turns, median_ratio, medians, wrk
from .server import API, INTERNAL, Client, Server, sallyport

SOURCE = {"name": "gitea", "apiurl": "https://git.example.com", "type": "gitea", "auth_type": "password"}


def prepare(server):
    """A remote source, a user, and the user's token."""
    admin = Client(server.urls["gateway"])
    admin.call("POST", f"{API}/remotesources", SOURCE)
    admin.call("POST", f"{API}/users", {"username": "reader"})
    return admin.json("POST", f"{API}/users/reader/tokens", {"token_name": "benchmark"})["token"]


def sample(client, path, file):
    """Writes an answer as the bare route reads it: what each answer has of its own is left to the server."""
    headers, body = client.call("GET", path)
    kept = [f"{name}: {value}" for name, value in headers.items() if name.lower() not in ("date", "content-length")]
    with open(file, "wb") as output:
        output.write("\n".join(kept).encode() + b"\n\n" + body)


def measure(binaries, folder, figures, options):
    with sallyport(binaries.sallyport, os.path.join(folder, "reads")) as server:
        token = prepare(server)
        admin = "gateway: a remote source, admin token"
        routes = [
            (admin, server.urls["gateway"], f"{API}/remotesources/gitea", Client(server.urls["gateway"])),
            ("gateway: the user of a token", server.urls["gateway"], f"{API}/user",
             Client(server.urls["gateway"], token)),
            ("configstore: a remote source", server.urls["configstore"], f"{API}/remotesources/gitea",
             Client(server.urls["configstore"], INTERNAL)),
        ]
        for name, url, path, client in routes:
            file = os.path.join(folder, "answer")
            sample(client, path, file)
            with Server([binaries.bare_route, path, file]) as bare:
                compare(name, server, url + path, bare, bare.urls["bare"] + path, client.token, figures, options)


def compare(name, server, url, bare, bare_url, token, figures, options):
    costs = {}

    def run(process, url):
        before = process.processor_seconds()
        load = wrk(url, options.seconds, token=token)
        costs.setdefault(process, []).append((process.processor_seconds() - before) / load.requests * 1e6)
        return load.per_second

    for process, place in ((server, url), (bare, bare_url)):
        wrk(place, 1, token=token)
    pairs = in_turns(lambda: run(server, url), lambda: run(bare, bare_url), options.rounds)
    ours, theirs = medians(pairs)
    spent = medians(list(zip(costs[server], costs[bare])))
    figures.add(
        name, median_ratio(pairs),
        detail=f"{ours:,.0f}/s, bare route {theirs:,.0f}/s; processor time {spent[0]:.0f} µs, bare {spent[1]:.0f} µs")
