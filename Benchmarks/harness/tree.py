"""The tree of groups and projects: making, listing, resolving and moving in a large one."""

import os
import sqlite3
import statistics
import sys
import time
import urllib.parse

from .load import in_turns, median_ratio, medians, wrk
from .server import API, INTERNAL, Client, sallyport

KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90aGluZw==\n-----END OPENSSH PRIVATE KEY-----\n"
PROJECT = {
    "visibility": "public", "remote_repository_config_type": "manual", "ssh_private_key": KEY,
    "clone_url": "git@git.example.com:some/thing.git", "skip_ssh_host_key_check": True,
}


class Tree:
    """A configstore's tree, filled through the API."""

    def __init__(self, server, scripts):
        self.url = server.urls["configstore"]
        self.client = Client(self.url, INTERNAL)
        self.scripts = scripts

    def organization(self, name):
        self.client.call("POST", f"{API}/orgs", {"name": name, "visibility": "public"})
        return f"org/{name}"

    def group(self, parent, name):
        body = {"name": name, "parent_ref": parent, "visibility": "public"}
        self.client.call("POST", f"{API}/projectgroups", body)
        return f"{parent}/{name}"

    def chain(self, parent, depth):
        """Groups in each other, the deepest one's path."""
        for _ in range(depth):
            parent = self.group(parent, "g")
        return parent

    def fill(self, organization, groups, each):
        """So many groups, ten in each of the first level's, with so many projects each."""
        places = []
        for number in range(max(1, groups // 10)):
            outer = self.group(organization, f"g{number}")
            places += [self.group(outer, f"h{inner}") for inner in range(min(10, groups))]
        self.projects(places, groups * each)
        return places

    def projects(self, places, count):
        """So many projects, in each of the places the same number of them."""
        made = 0
        while made < count:
            script = self.scripts.projects(places, PROJECT, count - made)
            load = wrk(f"{self.url}{API}/projects", min(10, 1 + count // 4000), 64, INTERNAL, script)
            made = min(count, made + load.requests)
            print(f"  {made:,} projects", file=sys.stderr, flush=True)

    def path(self, kind, ref, rest=""):
        return f"{API}/{kind}/{urllib.parse.quote(ref, safe='')}{rest}"


def measure(binaries, folder, scripts, figures, options):
    with sallyport(binaries.sallyport, os.path.join(folder, "tree")) as server:
        tree = Tree(server, scripts)
        places = tree.fill(tree.organization("big"), 100, options.projects // 100)
        few = tree.fill(tree.organization("small"), 10, 100)
        root = tree.organization("deep")
        deep = tree.chain(root, 6)
        shallow = tree.group(root, "shallow")

        def compare(name, first, second, connections, said):
            pairs = in_turns(lambda: first(connections), lambda: second(connections), options.rounds)
            one, two = medians(pairs)
            figures.add(name, median_ratio(pairs), detail=said.format(one, two))

        def creating(place):
            return lambda connections: wrk(
                f"{tree.url}{API}/projects", options.seconds, connections, INTERNAL,
                scripts.projects([place], PROJECT)).per_second

        def reading(path):
            return lambda connections: wrk(tree.url + path, options.seconds, connections, INTERNAL).per_second

        compare("projects created 6 groups deep against 1", creating(deep), creating(shallow), 16,
                "{:,.0f}/s by 16 clients, {:,.0f}/s one group deep")
        listed = "/projects?limit=100"
        compare("a list of 100 projects among many against 1,000",
                reading(tree.path("projectgroups", places[-1], listed)),
                reading(tree.path("projectgroups", few[-1], listed)), 4,
                f"{{:,.0f}}/s among {options.projects:,}, {{:,.0f}}/s among 1,000")
        compare("a path resolved 6 groups deep against 1",
                reading(tree.path("projectgroups", deep)), reading(tree.path("projectgroups", shallow)), 4,
                "{:,.0f}/s, {:,.0f}/s one group deep")


def count_projects(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = database.execute("SELECT count(*) FROM claim WHERE space = 'project.path'").fetchone()[0]
    database.close()
    return found


def measure_moves(binaries, folder, scripts, figures, options):
    with sallyport(binaries.sallyport, os.path.join(folder, "moves")) as server:
        tree = Tree(server, scripts)
        first, second = tree.organization("first"), tree.organization("second")
        places = [tree.group(first, "here"), tree.group(first, "there")]
        moved = tree.group(places[0], "moved")
        parts = [tree.group(moved, f"g{number}") for number in range(10)]
        # What is under way when a load ends is made too, and no more than 10,000 may go to another owner.
        tree.projects(parts, 9_800)
        for number in range(10_000 - count_projects(os.path.join(folder, "moves", "configstore.db"))):
            tree.client.call("POST", f"{API}/projects", {**PROJECT, "name": f"last-{number}", "parent_ref": parts[0]})
        group = tree.client.json("GET", tree.path("projectgroups", moved))["id"]
        for name, ways in (("to another group", places[::-1]), ("to another owner", [second, first])):
            times = []
            for number in range(2 * options.rounds):
                started = time.monotonic()
                tree.client.call("PUT", tree.path("projectgroups", group), {"parent_ref": ways[number % 2]})
                times.append((time.monotonic() - started) * 1000)
            figures.add(
                f"a group of 10,000 projects moved {name}", statistics.median(times), "ms",
                f"{len(times)} moves, the slowest {max(times):.0f} ms")
