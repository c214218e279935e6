"""Servers as child processes: started, asked, and ended by their own process id."""

import http.client
import json
import os
import re
import signal
import subprocess
import urllib.parse

ADMIN = "benchmark-admin-token-0123456789abcdef"
INTERNAL = "benchmark-configstore-token-0123456789abcdef"
API = "/api/v1alpha"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A process that prints `NAME listening on URL` once for each of its sockets; that many are waited for."""

    def __init__(self, command, environment=None, sockets=1):
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, **(environment or {})})
        self.urls = {}
        while len(self.urls) < sockets:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit(f"{command[0]} ended before it listened")
            found = re.search(r"(\w+) listening on (http://\S+)", line)
            if found:
                self.urls[found.group(1)] = found.group(2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def memory(self, what="VmRSS"):
        """What is resident, in megabytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(rf"{what}:\s+(\d+)", status.read()).group(1)) / 1024

    def peak(self):
        """The most that was resident."""
        return self.memory("VmHWM")

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def sallyport(binary, folder, listen="127.0.0.1:0", sockets=2, plugins=None, config=None):
    """Both services of one process, each with a socket, and no setting from outside."""
    environment = {
        **{name: "" for name in os.environ if name.startswith("SALLYPORT_")},
        "SALLYPORT_ADMIN_TOKEN": ADMIN, "SALLYPORT_CONFIGSTORE_API_TOKEN": INTERNAL,
    }
    server = Server(
        [binary, "serve", "--listen", listen, "--configstore-listen", "127.0.0.1:0", "--data-dir", folder]
        + (["--plugins", plugins] if plugins else []) + (["--config", config] if config else []),
        environment, sockets)
    server.folder = folder
    return server


def authorization(token):
    return f"{'Bearer' if token == INTERNAL else 'token'} {token}"


class Client:
    """One kept connection to a server."""

    def __init__(self, url, token=ADMIN):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
        self.token = token

    def call(self, method, path, body=None, headers=None):
        """The answer's headers and its body as bytes; anything but 2xx ends the run."""
        data = None if body is None else json.dumps(body)
        headers = {"Authorization": authorization(self.token), **(headers or {})}
        if data is not None:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise SystemExit(f"{method} {path}: {answer.status} {content.decode()}")
        return answer.headers, content

    def json(self, method, path, body=None):
        return json.loads(self.call(method, path, body)[1])
