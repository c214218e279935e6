"""A real etcd, and how fast it is by itself."""

import base64
import http.client
import json
import os
import re
import signal
import subprocess
import time

from .process import free_port
from .server import TICKS


class Etcd:
    """One member with a folder of its own."""

    def __init__(self, folder):
        self.port = free_port()
        client, peer = (f"http://127.0.0.1:{port}" for port in (self.port, free_port()))
        self.process = subprocess.Popen([
            "etcd", "--name", "bench", "--data-dir", folder, "--listen-client-urls", client,
            "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", f"bench={peer}", "--quota-backend-bytes", str(8 << 30)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        deadline = time.monotonic() + 30
        while True:
            try:
                self.ask("GET", "/health")
                return self
            except ConnectionError:
                if time.monotonic() > deadline:
                    raise SystemExit("etcd does not serve") from None
                time.sleep(0.05)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def ask(self, method, path, body=None):
        """An answer of etcd's JSON gateway."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def last_commit(self):
        """The keys and values that the last commit wrote."""
        def encoded(key):
            return base64.b64encode(key).decode()

        latest = self.ask("POST", "/v3/kv/range", {"key": encoded(b"sallyport/latest")})["kvs"][0]["mod_revision"]
        found = self.ask("POST", "/v3/kv/range", {
            "key": encoded(b"sallyport/"), "range_end": encoded(b"sallyport0"), "min_mod_revision": latest,
            "max_mod_revision": latest})
        return [
            (base64.b64decode(pair["key"]), base64.b64decode(pair.get("value", ""))) for pair in found["kvs"]]

    def rate(self, folder, pairs, clients, seconds):
        """How many transactions in a second write such pairs and compare as many, from so many connections."""
        path = os.path.join(folder, "transaction")
        with open(path, "wb") as file:
            message = transaction(pairs)
            file.write(b"\0" + len(message).to_bytes(4, "big") + message)
        output = subprocess.run([
            "h2load", "-c", str(clients), "-m", "1", "-D", str(seconds), "-d", path,
            "-H", "content-type: application/grpc", "-H", "te: trailers",
            f"http://127.0.0.1:{self.port}/etcdserverpb.KV/Txn"], check=True, capture_output=True, text=True).stdout
        if " 0 failed, 0 errored" not in output:
            raise SystemExit(f"etcd: {output}")
        return float(re.search(r"finished in [\d.]+s, ([\d.]+) req/s", output).group(1))


def transaction(pairs):
    """A `TxnRequest` that compares and writes each key, whatever is there."""
    def varint(number):
        text = b""
        while number >= 128:
            text += bytes([number & 127 | 128])
            number >>= 7
        return text + bytes([number])

    def field(number, content):
        return bytes([number << 3 | 2]) + varint(len(content)) + content

    names = [b"benchmark/" + key for key, _ in pairs]
    # The version is greater than -1.
    compares = [b"\x08\x01\x10\x00" + field(3, name) + b"\x20" + b"\xff" * 9 + b"\x01" for name in names]
    puts = [field(2, field(1, name) + field(2, value)) for name, (_, value) in zip(names, pairs)]
    return b"".join(field(1, compare) for compare in compares) + b"".join(field(2, put) for put in puts)
