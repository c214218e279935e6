"""Drivers: reading deliveries, calls and lists through each form, and looking at plain git repositories."""

import json
import os
import subprocess

from .build import ROOT

GIT_SERVER = os.path.join(ROOT, "Tests", "GitServing", "Server", "git_server.py")


def measure(binaries, folder, scripts, figures, options):
    rounds = ["--rounds", str(options.rounds)]
    for part in ("deliveries", "calls", "lists"):
        run(binaries, figures, part, *rounds)


def measure_polling(binaries, folder, scripts, figures, options):
    place = os.path.join(folder, "git")
    make_repositories(place, options.repositories)
    server = subprocess.Popen(
        ["python3", GIT_SERVER, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = json.loads(server.stdout.readline().removeprefix("ports: "))["https"]
        run(binaries, figures, "polling", "--prefix", f"https://127.0.0.1:{port}/git/r", "--authorities",
            os.path.join(place, "tls.pem"), "--repositories", str(options.repositories))
    finally:
        server.stdin.close()
        server.wait(30)


def run(binaries, figures, *arguments):
    with subprocess.Popen([binaries.drivers, *arguments], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            name, value, unit, detail = line.rstrip("\n").split("\t")
            figures.add(name, float(value), unit, detail)
    if process.returncode:
        raise SystemExit(f"{arguments[0]} ended with {process.returncode}")


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
