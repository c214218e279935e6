"""Users: how fast they are created, and what a page costs among few and among many."""

import os
import sys

from .load import in_turns, median_ratio, medians, wrk
from .server import ADMIN, API, INTERNAL, Client, sallyport

DOORS = {"configstore": ("user_name", INTERNAL), "gateway": ("username", ADMIN)}


def measure_creation(binaries, folder, scripts, figures, options):
    with sallyport(binaries.sallyport, os.path.join(folder, "creation")) as server:
        for door, (field, token) in DOORS.items():
            url = f"{server.urls[door]}{API}/users"

            def rate(clients):
                return wrk(url, options.seconds, clients, token, scripts.creations(field)).per_second

            rate(16)
            pairs = in_turns(lambda: rate(16), lambda: rate(1), options.rounds)
            many, one = medians(pairs)
            figures.add(
                f"{door}: users created by 16 clients against 1", median_ratio(pairs),
                detail=f"{many:,.0f}/s against {one:,.0f}/s, every one of them synced to the disk")


def fill(server, scripts, count):
    """Creates at least so many users, through the API."""
    url, made = f"{server.urls['configstore']}{API}/users", 0
    while made < count:
        seconds = 1 if count - made < 20_000 else 15
        connections = 64 if count - made > 1_000 else 1
        made += wrk(url, seconds, connections, INTERNAL, scripts.creations("user_name")).requests
        print(f"  {made:,} users", file=sys.stderr, flush=True)
    return made


def create(server, count):
    client = Client(server.urls["configstore"], INTERNAL)
    for number in range(count):
        client.call("POST", f"{API}/users", {"user_name": f"user{number:09d}"})


def page_paths(server, count, wanted=100):
    """Pages all over the list, each by the cursor of a page before it."""
    client, cursor, paths = Client(server.urls["configstore"], INTERNAL), None, []
    pages = max(1, count // 100)
    for number in range(pages):
        path = f"{API}/users?limit=100" + (f"&cursor={cursor}" if cursor else "")
        cursor = client.call("GET", path)[0]["Sallyport-Cursor"]
        if not cursor:
            break
        if number % max(1, pages // wanted) == 0:
            paths.append(f"{API}/users?limit=25&cursor={cursor}")
    return paths


def measure_pages(binaries, folder, scripts, figures, options):
    with sallyport(binaries.sallyport, os.path.join(folder, "few")) as few, \
            sallyport(binaries.sallyport, os.path.join(folder, "many")) as many:
        create(few, 1_000)
        made = fill(many, scripts, options.users)

        def compare(name, script_few, script_many):
            def rate(server, script):
                url = f"{server.urls['configstore']}{API}/users"
                return wrk(url, options.seconds, 4, INTERNAL, script).per_second

            pairs = in_turns(lambda: rate(few, script_few), lambda: rate(many, script_many), options.rounds)
            small, large = medians(pairs)
            figures.add(
                name, median_ratio(pairs),
                detail=f"{small:,.0f}/s among 1,000, {large:,.0f}/s among {made:,}")

        first = scripts.paths([f"{API}/users?limit=25"])
        compare("first page of 25 among many users against 1,000", first, first)
        compare(
            "pages of 25 all over many users against 1,000", scripts.paths(page_paths(few, 1_000)),
            scripts.paths(page_paths(many, made)))
