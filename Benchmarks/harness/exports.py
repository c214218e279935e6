"""A million objects: exported and imported, on SQLite and over etcd, and instances that start with them."""

import http.client
import json
import os
import shutil
import time
import urllib.parse

from .etcd import Etcd
from .instances import Instances
from .server import API, INTERNAL, Client, authorization, sallyport
from .users import fill

# A user is three records: the user, its root group, and an entry of the audit log.
RECORDS_PER_USER = 3


def measure(binaries, folder, scripts, figures, options):
    place = os.path.join(folder, "exports")
    os.makedirs(place)
    few, many = (os.path.join(place, name) for name in ("few.ndjson", "many.ndjson"))
    source, made = os.path.join(place, "source"), 0
    for path, wanted in ((few, options.objects // 10), (many, options.objects)):
        with sallyport(binaries.sallyport, source) as server:
            fill(server, scripts, wanted // RECORDS_PER_USER - made)
            made = wanted // RECORDS_PER_USER
        # A process of its own, for its own peak.
        with sallyport(binaries.sallyport, source) as server:
            report(figures, "exported from SQLite", path, *timed(server, lambda: save(server.urls["configstore"], path)))
    keyring = os.path.join(source, "keyring.json")
    for path in (few, many):
        target = os.path.join(place, "target")
        os.makedirs(target)
        shutil.copy(keyring, target)
        with sallyport(binaries.sallyport, target) as server:
            report(figures, "imported into SQLite", path, *timed(server, lambda: load(server.urls["configstore"], path)))
        shutil.rmtree(target)
    measure_etcd(binaries, place, keyring, (few, many), figures)


def measure_etcd(binaries, place, keyring, paths, figures):
    for path in paths:
        target = os.path.join(place, f"over-etcd-{os.path.basename(path)}")
        os.makedirs(target)
        shutil.copy(keyring, target)
        with Etcd(os.path.join(target, "etcd")) as etcd, Instances(binaries.sallyport, target, etcd, 1) as instances:
            first = instances.servers[0]
            report(figures, "imported over etcd", path, *timed(first, lambda: load(first.url, path)))
            first.__exit__()
            first = instances.servers[0] = instances.start(0, is_kept=False)
            again = path + ".again"
            report(figures, "exported over etcd", path, *timed(first, lambda: save(first.url, again)))
            os.remove(again)
            measure_starts(instances, count(path), figures)


def measure_starts(instances, objects, figures):
    for number, what in ((1, "a fresh copy"), (1, "an existing copy")):
        started = time.monotonic()
        server = instances.start(number, is_kept=False)
        passed = (time.monotonic() - started) * 1000
        figures.add(
            f"start with {objects:,} objects and {what}", passed, "ms",
            f"until it listens, which is when its copy is whole; peak {server.peak():,.0f} MB")
        server.__exit__()


def report(figures, what, path, seconds, peak):
    size, objects = os.path.getsize(path), count(path)
    figures.add(
        f"{objects:,} objects {what}", size / 1e6 / seconds, "MB/s",
        f"{size / 1e6:,.0f} MB in {seconds:.1f} s, {objects / seconds:,.0f} records/s with their names; peak {peak:,.0f} MB")


def timed(server, body):
    started = time.monotonic()
    body()
    return time.monotonic() - started, server.peak()


def count(path):
    with open(path, "rb") as file:
        file.seek(-1000, os.SEEK_END)
        return json.loads(file.read().splitlines()[-1])["footer"]["counts"]["records"]


def open_connection(url):
    return http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=3600)


def save(url, path):
    connection = open_connection(url)
    connection.request("GET", f"{API}/export", headers={"Authorization": authorization(INTERNAL)})
    answer = connection.getresponse()
    with open(path, "wb") as file:
        shutil.copyfileobj(answer, file, 1 << 20)
    if answer.status != 200:
        raise SystemExit(f"export: {answer.status}")


def load(url, path):
    client = Client(url, INTERNAL)
    client.call("PUT", f"{API}/maintenance")
    while client.json("GET", f"{API}/maintenance")["instances"][0]["mode"] != "maintenance":
        time.sleep(0.02)
    connection = open_connection(url)
    with open(path, "rb") as file:
        connection.request("POST", f"{API}/import", file, {
            "Authorization": authorization(INTERNAL), "Content-Type": "application/x-ndjson",
            "Content-Length": str(os.path.getsize(path))})
        answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"import: {answer.status} {body.decode()}")
    client.call("DELETE", f"{API}/maintenance")
