"""Deleting a large subtree: how long others have to wait meanwhile."""

import multiprocessing
import os
import sqlite3
import sys
import time

from .server import API, INTERNAL, Client, sallyport
from .tree import PROJECT, Tree


def measure(binaries, folder, scripts, figures, options):
    data = os.path.join(folder, "cascade")
    with sallyport(binaries.sallyport, data) as server:
        tree = Tree(server, scripts)
        other = tree.group(tree.organization("other"), "g")
        tree.client.call("POST", f"{API}/projects", {**PROJECT, "name": "read", "parent_ref": other})
        doomed = tree.organization("doomed")
        tree.fill(doomed, 100, options.projects // 100)
        waits = {
            "reader": lambda client, _: client.call("GET", tree.path("projects", f"{other}/read")),
            "writer": lambda client, number: client.call(
                "POST", f"{API}/projects", {**PROJECT, "name": f"p{number}", "parent_ref": other}),
        }
        quiet = Watch(server, waits)
        time.sleep(3)
        before = quiet.longest()
        busy = Watch(server, waits)
        started = time.monotonic()
        tree.client.call("DELETE", tree.path("orgs", "doomed", "?cascade=true"))
        answered = time.monotonic() - started
        wait_until_removed(os.path.join(data, "configstore.db"))
        removed = time.monotonic() - started
        during = busy.longest()
        figures.add(f"answer to deleting {options.projects:,} projects in 110 groups", answered * 1000, "ms",
                    f"everything is removed after {removed:.1f} s")
        for name in waits:
            (gap, count), (usual, _) = during[name], before[name]
            figures.add(f"longest wait of a {name} meanwhile", gap * 1000, "ms",
                        f"{count:,} answers; {usual * 1000:.1f} ms when nothing is deleted")


def wait_until_removed(path):
    """Until nothing of what was deleted is left."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    while database.execute("SELECT count(*) FROM claim WHERE space = 'removal.pending'").fetchone()[0]:
        time.sleep(0.1)
    database.close()


class Watch:
    """Clients in processes of their own, each asking again as soon as it is answered."""

    starts = 0

    def __init__(self, server, actions):
        self.ended = multiprocessing.Event()
        self.found = multiprocessing.Queue()
        Watch.starts += 1
        self.processes = [
            multiprocessing.Process(target=self._ask, args=(server.urls["configstore"], name, action, Watch.starts))
            for name, action in actions.items()]
        for process in self.processes:
            process.start()

    def _ask(self, url, name, action, start):
        client, longest, count = Client(url, INTERNAL), 0, 0
        last = time.monotonic()
        while not self.ended.is_set():
            action(client, start * 10_000_000 + count)
            now = time.monotonic()
            longest, last, count = max(longest, now - last), now, count + 1
        self.found.put((name, (longest, count)))

    def longest(self):
        """Ends the clients: each one's longest time between two answers, and how many it got."""
        self.ended.set()
        found = dict(self.found.get(timeout=60) for _ in self.processes)
        for process in self.processes:
            process.join()
        return found
