"""The process itself: how fast it starts, and how much memory it takes."""

import os
import socket
import statistics
import sys
import time
import urllib.parse

from .load import wrk
from .reads import prepare
from .server import ADMIN, authorization, sallyport


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(port):
    """Asks for /readyz until it answers 200, with pauses that can hardly be seen in the figure."""
    request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                connection.sendall(request)
                if connection.recv(4096).startswith(b"HTTP/1.1 200"):
                    return
        except ConnectionError:
            time.sleep(0.001)
    raise SystemExit("the server is not ready after 30 s")


def measure_start(binaries, folder, figures, options):
    data = os.path.join(folder, "start")
    with sallyport(binaries.sallyport, data) as server:
        prepare(server)
    times = []
    for _ in range(options.starts):
        started = time.monotonic()
        # Asking before it listens would take a core that it starts on.
        with sallyport(binaries.sallyport, data) as server:
            wait_until_ready(urllib.parse.urlsplit(server.urls["gateway"]).port)
            times.append((time.monotonic() - started) * 1000)
    figures.add(
        "start to the first 200 on /readyz", statistics.median(times), "ms",
        f"{options.starts} starts, the fastest {min(times):.0f} ms, the slowest {max(times):.0f} ms")


def measure_memory(binaries, folder, scripts, figures, options):
    with sallyport(binaries.sallyport, os.path.join(folder, "memory")) as server:
        token = prepare(server)
        time.sleep(1)
        figures.add("memory idle", server.memory(), "MB")
        sent = refused = 0
        while sent < options.requests:
            script = scripts.mix(authorization(ADMIN), authorization(token))
            load = wrk(server.urls["gateway"], options.seconds * 3, script=script, may_refuse=True)
            sent, refused = sent + load.requests, refused + load.refused
            print(f"  {sent:,} requests, {server.memory():.0f} MB", file=sys.stderr, flush=True)
        if refused > sent * 0.03:
            raise SystemExit(f"{refused} of {sent} requests were refused")
        figures.add("memory after the load", server.memory(), "MB", f"{sent:,} requests of a mix over 32 connections")
