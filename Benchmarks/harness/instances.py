"""Several configstores over one etcd."""

import os
from concurrent.futures import ThreadPoolExecutor

from .load import wrk
from .server import ADMIN, API, INTERNAL, Client, Server


class Instances:
    """So many configstores, each with a folder, all with one keyring."""

    def __init__(self, binary, folder, etcd, count):
        self.binary, self.folder, self.etcd = binary, folder, etcd
        os.makedirs(folder, exist_ok=True)
        self.servers = []
        for number in range(count):
            self.start(number)

    def start(self, number, is_kept=True):
        """Starts one, which is ended with the others where it is kept."""
        environment = {
            **{name: "" for name in os.environ if name.startswith("SALLYPORT_")},
            "SALLYPORT_ADMIN_TOKEN": ADMIN, "SALLYPORT_CONFIGSTORE_API_TOKEN": INTERNAL,
            "SALLYPORT_STORE": f"etcd://127.0.0.1:{self.etcd.port}",
            "SALLYPORT_KEYRING_FILE": os.path.join(self.folder, "keyring.json")}
        server = Server(
            [self.binary, "serve", "--components", "configstore", "--configstore-listen", "127.0.0.1:0",
             "--data-dir", os.path.join(self.folder, str(number))], environment)
        server.url = server.urls["configstore"]
        if is_kept:
            self.servers.append(server)
        return server

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.__exit__()

    def client(self, number=0):
        return Client(self.servers[number].url, INTERNAL)

    def processor_seconds(self):
        return sum(server.processor_seconds() for server in self.servers)

    def load(self, clients, seconds, path, script=None, count=None):
        """So many clients in all, of the first `count` instances alike; what the loads were."""
        servers = self.servers[:count]
        shares = [clients // len(servers) + (number < clients % len(servers)) for number in range(len(servers))]
        loaded = [(server, share) for server, share in zip(servers, shares) if share]
        with ThreadPoolExecutor() as pool:
            return list(pool.map(
                lambda pair: wrk(
                    pair[0].url + path, seconds, pair[1], INTERNAL, script() if script else None), loaded))
