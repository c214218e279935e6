"""Deliveries: how many come in durably in a second, how long each waits for its answer, and how fast a sink catches up."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse

from .build import ROOT
from .process import free_port
from .server import API, INTERNAL, Client, sallyport

PUSH = os.path.join(ROOT, "recordings", "gitea", "deliveries", "push_main.push.json")
BODY_BYTES = 25_000
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def measure(binaries, folder, scripts, figures, options):
    with Sink(folder) as sink, \
            sallyport(binaries.sallyport, os.path.join(folder, "deliveries"), config=sink.configuration(folder)) as server:
        project = Project(server)
        project.send(4, 1)
        for senders in (1, 16, 64):
            times, seconds = project.send(senders, options.seconds * 2)
            each = " ".join(f"p{part} {percentile(times, part):.1f} ms" for part in (50, 99))
            figures.add(
                f"deliveries of 25 kB from {senders} senders", len(times) / seconds, "/s",
                f"{each}; verified, durable, a sink told of each; {waiting(server, project)} wait for it then")
            if senders == 64:
                figures.add("deliveries of 25 kB from 64 senders: p99", percentile(times, 99), "ms")
        drain(server, project, figures)
        sink.stop()
        idle = server.memory()
        times, _ = project.send(16, options.seconds * 4)
        sink.start()
        drain(server, project, figures, f"{len(times):,} came while the sink was away; memory {idle:.0f} MB before", True)
        figures.add("memory after the deliveries", server.memory(), "MB")


def drain(server, project, figures, detail="", is_measured=False):
    """Waits until nothing waits for the sink."""
    before, start = waiting(server, project), time.monotonic()
    while waiting(server, project) > 0:
        time.sleep(0.05)
    if is_measured:
        figures.add("deliveries drained in a second after an outage", before / (time.monotonic() - start), "/s", detail)


def waiting(server, project):
    """How many deliveries wait, counted in the outbox's file."""
    path = os.path.join(project.folder, "outbox", "outbox.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM dispatch WHERE state = 0").fetchone()[0]


def percentile(times, part):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)] * 1000


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
            file.write(f"""gateway:
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


class Project:
    """A project of a forge that is only its deliveries."""

    def __init__(self, server):
        self.folder = server.folder
        self.gateway = urllib.parse.urlsplit(server.urls["gateway"]).netloc
        client = Client(server.urls["configstore"], INTERNAL)
        source = client.json("POST", f"{API}/remotesources", {
            "name": "forge", "apiurl": "http://127.0.0.1:9", "type": "gitea", "auth_type": "password"})
        user = client.json("POST", f"{API}/users", {"user_name": "bench", "create_user_la_request": {
            "remote_source_name": "forge", "remote_user_id": "1", "remote_user_name": "bench",
            "credentials": {"access_token": "token", "refresh_token": "", "revision": 0}}})
        self.payload = json.loads(json.load(open(PUSH))["body"])
        repository = str(self.payload["repository"]["id"])
        project = client.json("POST", f"{API}/projects", {
            "name": "bench", "parent_ref": "user/bench", "visibility": "public",
            "remote_repository_config_type": "remotesource", "remote_source_id": source["id"],
            "linked_account_id": user["linked_accounts"][0]["id"], "repository_id": repository,
            "repository_path": self.payload["repository"]["full_name"]})
        credentials = client.json("GET", f"{API}/projects/{project['id']}/credentials")
        self.path, self.secret = f"/webhooks/{project['id']}", credentials["webhook_secret"].encode()
        commits = self.payload["commits"]
        while len(json.dumps(self.payload)) < BODY_BYTES:
            self.payload["commits"] = self.payload["commits"] + commits[:1]
        self.count = 0

    def deliveries(self, lane):
        """Bodies that all differ, with their headers."""
        mark = "0123456789abcdef0123456789abcdef01234567"
        before, after = json.dumps({**self.payload, "after": mark}).split(f'"{mark}"', 1)
        number = 0
        while True:
            number += 1
            sha = hashlib.sha1(f"{self.count} {lane} {number}".encode()).hexdigest()
            body = f'{before}"{sha}"{after}'.encode()
            yield body, {
                "Content-Type": "application/json", "X-Gitea-Event": "push", "X-Gitea-Delivery": sha,
                "X-Gitea-Signature": hmac.new(self.secret, body, hashlib.sha256).hexdigest()}

    def send(self, senders, seconds):
        """Each sender sends its next one when the one before was taken. How long each took, and all of them."""
        self.count += 1
        times, start = [], time.monotonic()

        def work(lane):
            connection = http.client.HTTPConnection(self.gateway, timeout=30)
            for body, headers in self.deliveries(lane):
                began = time.monotonic()
                if began - start > seconds:
                    return
                connection.request("POST", self.path, body, headers)
                answer = connection.getresponse()
                content = answer.read()
                if answer.status != 202:
                    print(f"{answer.status} {content.decode()}", file=sys.stderr)
                    return
                times.append(time.monotonic() - began)

        threads = [threading.Thread(target=work, args=(lane,)) for lane in range(senders)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return times, time.monotonic() - start
