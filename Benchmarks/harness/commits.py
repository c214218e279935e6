"""Three configstores over one etcd: commits beside etcd's own transactions, reads, and how soon others see a commit."""

import os
import re
import statistics
import subprocess
import threading
import time

from .etcd import Etcd
from .instances import Instances
from .load import in_turns, median_ratio, medians
from .server import API

INSTANCES = 3


def measure(binaries, folder, scripts, figures, options):
    place = os.path.join(folder, "commits")
    os.makedirs(place)
    with Etcd(os.path.join(place, "etcd")) as etcd, Instances(binaries.sallyport, place, etcd, INSTANCES) as instances:
        instances.client().call("POST", f"{API}/users", {"user_name": "first"})
        pairs = etcd.last_commit()
        for clients in (1, 16, 64):
            compare(etcd, instances, place, pairs, clients, scripts, figures, options)
        measure_lag(instances, figures, options.commits)
        stop, load = threading.Event(), lambda: scripts.creations("user_name")
        thread = threading.Thread(target=lambda: keep(instances, load, stop))
        thread.start()
        measure_lag(instances, figures, options.commits, " while 16 clients commit")
        stop.set()
        thread.join()
        measure_reads(instances, figures, options)
        check_perf(etcd, figures)


def compare(etcd, instances, place, pairs, clients, scripts, figures, options):
    """Users created through the API, against transactions that write and compare as much, sent by a program in C."""
    costs = []

    def commits():
        before, etcds = instances.processor_seconds(), etcd.processor_seconds()
        loads = instances.load(clients, options.seconds, f"{API}/users", lambda: scripts.creations("user_name"))
        count = sum(load.requests for load in loads)
        costs.append((
            (instances.processor_seconds() - before) / count * 1e6, (etcd.processor_seconds() - etcds) / count * 1e6))
        return sum(load.per_second for load in loads)

    commits()
    costs.clear()
    found = in_turns(commits, lambda: etcd.rate(place, pairs, clients, options.seconds), options.rounds)
    ours, theirs = medians(found)
    spent, etcds = medians(costs)
    size = sum(len(key) + len(value) for key, value in pairs)
    figures.add(
        f"commits over etcd from {clients} clients against bare transactions", median_ratio(found),
        detail=f"{ours:,.0f}/s, etcd by itself {theirs:,.0f}/s; {len(pairs)} keys, {size:,} bytes; processor time "
        f"{spent:,.0f} µs of {INSTANCES} instances, {etcds:,.0f} µs of etcd")


def keep(instances, script, stop):
    while not stop.is_set():
        instances.load(16, 2, f"{API}/users", script)


def measure_lag(instances, figures, count, what=""):
    """From the answer to a commit until another instance answers a read that wants to see it."""
    writer, reader, lags = instances.client(0), instances.client(1), []
    for number in range(count):
        name = f"lag{'busy' if what else ''}{number:06d}"
        revision = writer.call("POST", f"{API}/users", {"user_name": name})[0]["X-Sallyport-Revision"]
        started = time.perf_counter()
        reader.call("GET", f"{API}/users/{name}", headers={"X-Sallyport-Revision": revision})
        lags.append((time.perf_counter() - started) * 1000)
    lags.sort()
    figures.add(
        f"another instance shows a commit{what}: p50", statistics.median(lags), "ms",
        f"after the answer to who wrote, the read itself with it; {count:,} commits")
    figures.add(f"another instance shows a commit{what}: p99", lags[int(count * 0.99)], "ms", f"the slowest {lags[-1]:.1f} ms")


def measure_reads(instances, figures, options):
    for count in range(1, INSTANCES + 1):
        rates = []
        for _ in range(options.rounds):
            loads = instances.load(48, options.seconds, f"{API}/users/first", count=count)
            rates.append(sum(load.per_second for load in loads))
        figures.add(f"reads of a user from {count} of {INSTANCES} instances", statistics.median(rates), "/s", "48 clients")


def check_perf(etcd, figures):
    """What etcdctl says of this etcd: it sends 8,000 a second at the most, each of one key."""
    output = subprocess.run(
        ["etcdctl", "--endpoints", f"127.0.0.1:{etcd.port}", "check", "perf", "--load", "l", "--auto-compact"],
        capture_output=True, text=True, env={**os.environ, "ETCDCTL_API": "3"}).stdout
    found = re.search(r"Throughput.*?([\d.]+) writes/s", output)
    slowest = re.search(r"Slowest request.*?([\d.]+)s", output)
    if found:
        figures.add(
            "etcdctl check perf --load l: writes of one key", float(found.group(1)), "/s",
            f"500 clients, 8,000/s wanted; the slowest {float(slowest.group(1)) * 1000:,.0f} ms" if slowest else "")
