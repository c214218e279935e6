"""Deliveries: how many come in durably in a second, how long each waits for its answer, and how fast a sink catches up."""

import base64
import json
import os
import sqlite3
import subprocess
import time
import urllib.parse

from .build import ROOT
from .process import free_port
from .server import API, INTERNAL, Client, sallyport

PUSH = os.path.join(ROOT, "recordings", "gitea", "deliveries", "push_main.push.json")
BODY_BYTES = 25_000
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


PROJECTS = 8
ON_FILE = 1_000_000


def measure(binaries, folder, scripts, figures, options):
    data, seconds = os.path.join(folder, "deliveries"), options.seconds * 2
    with Sink(folder) as sink:
        config = sink.configuration(folder)
        with sallyport(binaries.sallyport, data, config=config) as server:
            forge = Forge(server, binaries.delivery_sender)
            forge.send(4, 1)
            for senders in (1, 16, 64):
                empty = measure_senders(forge, senders, seconds, figures)
            measure_outage(forge, sink, seconds, figures)
        fill(os.path.join(data, "outbox", "outbox.db"), ON_FILE)
        with sallyport(binaries.sallyport, data, config=config) as server:
            forge.server = server
            forge.send(4, 1)
            drain(forge)
            full = measure_senders(forge, 64, seconds, figures, f", {ON_FILE:,} on file")
            figures.add(f"deliveries with {ON_FILE:,} on file against none", full / empty)


def measure_senders(forge, senders, seconds, figures, what=""):
    """How many are taken in a second, with the sink at work; what still waits for it is said."""
    before = forge.server.processor_seconds()
    sent = forge.send(senders, seconds)
    each = (forge.server.processor_seconds() - before) / sent["count"] * 1e6
    rate, name = sent["count"] / sent["seconds"], f"deliveries of 25 kB from {senders} senders{what}"
    left = forge.waiting()
    figures.add(
        name, rate, "/s",
        f"p50 {sent['p50']:.1f} ms p99 {sent['p99']:.1f} ms; {PROJECTS} projects, verified, durable; {each:.0f} µs of the gateway's processor "
        f"for each; {left:,} of {sent['count']:,} wait for the sink then")
    if senders == 64:
        figures.add(f"{name}: p99", sent["p99"], "ms", f"the slowest {sent['max']:.0f} ms")
    drain(forge)
    return rate


def measure_outage(forge, sink, seconds, figures):
    """A sink that was away, and what it costs to bring it everything."""
    sink.stop()
    idle = forge.server.memory()
    sent = forge.send(16, seconds)
    full = forge.server.memory()
    sink.start()
    before, processor, start = forge.waiting(), forge.server.processor_seconds(), time.monotonic()
    drain(forge)
    passed, each = time.monotonic() - start, (forge.server.processor_seconds() - processor) / before * 1e6
    figures.add(
        "deliveries drained in a second after an outage", before / passed, "/s",
        f"of {PROJECTS} projects; {sent['count']:,} had come meanwhile; {each:.0f} µs of the gateway's processor for each")
    figures.add(
        "memory after the deliveries", forge.server.memory(), "MB",
        f"{idle:.0f} MB before the outage, {full:.0f} MB at its end")


def drain(forge):
    while forge.waiting() > 0:
        time.sleep(0.05)


def fill(path, count):
    """Deliveries that were sent long ago, written into the file of a gateway that is stopped: with every row and index
    entry that a real one has, and a small body."""
    now = int(time.time() * 1000)
    with sqlite3.connect(path) as database:
        first = database.execute("SELECT max(seq) FROM delivery").fetchone()[0] + 1
        projects = [row[0] for row in database.execute("SELECT DISTINCT project FROM delivery")]
        source = database.execute("SELECT source FROM delivery LIMIT 1").fetchone()[0]
        database.execute("CREATE TEMP TABLE number (seq INTEGER PRIMARY KEY, project TEXT)")
        database.executemany(
            "INSERT INTO number VALUES (?, ?)",
            ((seq, projects[seq % len(projects)]) for seq in range(first, first + count)))
        for rows in (
            "delivery SELECT seq, printf('01900000-%012x', seq), project, :source, lower(hex(randomblob(20))), "
            "randomblob(32), 'user/bench/bench', :now, 'accepted', '', 'push', 1, 0, 300, 200, NULL, NULL FROM number",
            "content SELECT seq, zeroblob(200), '{}', zeroblob(300) FROM number",
            "dispatch SELECT seq, 'bench', project, 1, 1, :now FROM number",
            "attempt SELECT seq, 'bench', 1, :now, 1, NULL, NULL FROM number",
        ):
            database.execute(f"INSERT INTO {rows}", {"source": source, "now": now})
    database.close()


class Sink:
    """nginx, which answers 204 to everything."""

    def __init__(self, folder):
        self.port, self.place, self.process = free_port(), os.path.join(folder, "sink"), None
        os.makedirs(self.place)
        with open(os.path.join(self.place, "nginx.conf"), "w") as file:
            file.write(f"""daemon off; worker_processes 1; pid {self.place}/pid; error_log /dev/null crit;
events {{ worker_connections 1024; }}
http {{
    access_log off; client_max_body_size 64m; client_body_temp_path {self.place}/body; proxy_temp_path {self.place}/p;
    fastcgi_temp_path {self.place}/f; uwsgi_temp_path {self.place}/u; scgi_temp_path {self.place}/s;
    keepalive_requests 1000000000;
    server {{ listen 127.0.0.1:{self.port}; location / {{ return 204; }} }}
}}
""")

    def configuration(self, folder):
        path = os.path.join(folder, "sallyport.yaml")
        with open(path, "w") as file:
            file.write(f"""deliveries: {{maxBytes: 68719476736}}
gateway:
  sinks:
    - {{name: bench, type: cloudevents, url: "http://127.0.0.1:{self.port}/", secretFrom: {{env: BENCH_SECRET}}}}
outbound:
  allow: [127.0.0.0/8]
""")
        os.environ["BENCH_SECRET"] = SECRET
        return path

    def start(self):
        self.process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", self.place, "-c", os.path.join(self.place, "nginx.conf")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


class Forge:
    """A forge that is only its deliveries, of some projects."""

    def __init__(self, server, sender):
        self.server, self.sender, self.folder = server, sender, server.folder
        client = Client(server.urls["configstore"], INTERNAL)
        source = client.json("POST", f"{API}/remotesources", {
            "name": "forge", "apiurl": "http://127.0.0.1:9", "type": "gitea", "auth_type": "password"})
        user = client.json("POST", f"{API}/users", {"user_name": "bench", "create_user_la_request": {
            "remote_source_name": "forge", "remote_user_id": "1", "remote_user_name": "bench",
            "credentials": {"access_token": "token", "refresh_token": "", "revision": 0}}})
        payload = json.loads(json.load(open(PUSH))["body"])
        with open(os.path.join(self.folder, "projects"), "w") as file:
            for number in range(PROJECTS):
                project = client.json("POST", f"{API}/projects", {
                    "name": f"bench{number}", "parent_ref": "user/bench", "visibility": "public",
                    "remote_repository_config_type": "remotesource", "remote_source_id": source["id"],
                    "linked_account_id": user["linked_accounts"][0]["id"],
                    "repository_id": str(payload["repository"]["id"]),
                    "repository_path": payload["repository"]["full_name"]})
                credentials = client.json("GET", f"{API}/projects/{project['id']}/credentials")
                file.write(f"/webhooks/{project['id']} {credentials['webhook_secret']}\n")
        # What differs from delivery to delivery is at the end, and is not there yet.
        del payload["after"]
        commits = payload["commits"]
        while len(json.dumps(payload)) < BODY_BYTES:
            payload["commits"] = payload["commits"] + commits[:1]
        with open(os.path.join(self.folder, "payload"), "w") as file:
            file.write(json.dumps(payload)[:-1] + ', "after": "')

    def send(self, senders, seconds):
        """Each sender sends its next one when the one before was taken."""
        port = urllib.parse.urlsplit(self.server.urls["gateway"]).port
        command = [
            self.sender, "--port", str(port), "--senders", str(senders), "--seconds", str(seconds), "--projects",
            os.path.join(self.folder, "projects"), "--payload", os.path.join(self.folder, "payload")]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def waiting(self):
        """How many deliveries wait, counted in the outbox's file."""
        path = os.path.join(self.folder, "outbox", "outbox.db")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30) as database:
            return database.execute("SELECT count(*) FROM dispatch WHERE state = 0").fetchone()[0]
