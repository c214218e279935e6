"""Projects without a forge: what looking at each of them every minute costs the service."""

import json
import os
import sqlite3
import subprocess
import time

from .build import ROOT
from .server import API, Client, sallyport

GIT_SERVER = os.path.join(ROOT, "Tests", "GitServing", "Server", "git_server.py")


def measure(binaries, folder, scripts, figures, options):
    place = os.path.join(folder, "git")
    make_repositories(place, options.repositories)
    git = subprocess.Popen(["python3", GIT_SERVER, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = json.loads(git.stdout.readline().removeprefix("ports: "))["https"]
        data = os.path.join(folder, "polling")
        with sallyport(binaries.sallyport, data, config=configuration(place)) as server:
            make_projects(Client(server.urls["gateway"]), port, options.repositories)
            # Each has its first look in the first minute.
            time.sleep(75)
            spent = server.processor_seconds()
            time.sleep(60)
            spent = server.processor_seconds() - spent
            late = count_late(data)
            name = f"{options.repositories:,} plain git projects looked at every minute"
            figures.add(
                f"{name}: processor", spent / 60 * 100, "%",
                f"of a core; over https, {spent / options.repositories * 1e6:,.0f} µs each; {late} are late")
            figures.add(f"{name}: memory", server.memory(), "MB", "resident")
            if late > options.repositories / 100:
                raise SystemExit(f"{late} projects are not looked at in time")
    finally:
        git.stdin.close()
        git.wait(30)


def configuration(place):
    path = os.path.join(place, "sallyport.yaml")
    with open(path, "w") as file:
        file.write("outbound: {allow: [127.0.0.0/8], authoritiesFile: tls.pem}\n")
    return path


def make_projects(client, port, count):
    client.call("POST", f"{API}/orgs", {"name": "plain", "visibility": "public"})
    for number in range(count):
        client.call("POST", f"{API}/projects", {
            "name": f"r{number}", "parent_ref": "org/plain", "visibility": "public",
            "remote_repository_config_type": "manual", "clone_url": f"https://127.0.0.1:{port}/private/r{number}",
            "clone_user": "reader", "clone_password": "open sesame"})


def count_late(data):
    """Those that should have been looked at some seconds ago: everybody is given the time of their next look."""
    path = os.path.join(data, "configstore.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(
            "SELECT count(*) FROM claim WHERE space = 'refwatch.look' AND key < ?", [f"{int(time.time()) - 10:012}"]
        ).fetchone()[0]


def make_repositories(place, count):
    """One repository of 50 branches and 50 tags under many names, and what a TLS server needs."""
    repositories = os.path.join(place, "repositories")
    os.makedirs(repositories)
    first = os.path.join(repositories, "r0")
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", first], check=True)
    stream = "commit refs/heads/main\nmark :1\ncommitter a <a@example.com> 1700000000 +0000\ndata 1\na\n"
    for number in range(50):
        stream += f"reset refs/heads/branch-{number}\nfrom :1\n\nreset refs/tags/v{number}\nfrom :1\n\n"
    subprocess.run(["git", "-C", first, "fast-import", "--quiet"], input=stream, text=True, check=True)
    subprocess.run(["git", "-C", first, "pack-refs", "--all"], check=True)
    for number in range(1, count):
        os.symlink("r0", os.path.join(repositories, f"r{number}"))
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(place, "host_ed25519")], check=True)
    open(os.path.join(place, "authorized_keys"), "w").close()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", os.path.join(place, "tls.key"),
         "-out", os.path.join(place, "tls.pem")], check=True, stderr=subprocess.DEVNULL)
