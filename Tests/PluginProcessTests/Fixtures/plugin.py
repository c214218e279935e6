#!/usr/bin/env python3
"""A plug-in that does what the tests ask it to, well or badly."""

import json
import os
import resource
import signal
import subprocess
import sys

how = sys.argv[1]
held = []
cancelled = []


def send(message):
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


def answer(id, result):
    send(json.dumps({"jsonrpc": "2.0", "id": id, "result": result}))


def surroundings():
    return {
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "mode": oct(os.stat(".").st_mode & 0o777),
        "files": os.listdir("."),
        # Listing takes one itself.
        "descriptors": len(os.listdir("/proc/self/fd")) - 1,
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "leads_its_group": os.getpgrp() == os.getpid(),
    }


def handle(method, params, id):
    if method == "initialize":
        if how == "waits":
            open(sys.argv[2]).readline()
        answer(id, {"how": how, "arguments": sys.argv[1:]})
    elif method == "echo":
        answer(id, params)
    elif method == "identify":
        answer(id, os.getpid())
    elif method == "surroundings":
        answer(id, surroundings())
    elif method == "hold":
        held.append(id)
    elif method == "held":
        answer(id, len(held))
    elif method == "release":
        for other in reversed(held):
            answer(other, other)
        answer(id, len(held))
        held.clear()
    elif method == "cancelled":
        answer(id, cancelled)
    elif method == "twice":
        answer(id, 1)
        answer(id, 2)
    elif method == "error":
        send(json.dumps({"jsonrpc": "2.0", "id": id, "error": {"code": -32000, "message": "no\n" + "x" * 1000}}))
    elif method == "stranger":
        answer(999_999, 1)
    elif method == "garbage":
        send("this is no JSON")
    elif method == "nothing":
        send(json.dumps({"jsonrpc": "2.0", "id": id}))
    elif method == "huge":
        answer(id, "x" * (2 * 1024 * 1024))
    elif method == "endless":
        while True:
            sys.stdout.write("x" * 65536)
    elif method == "die":
        os._exit(3)
    elif method == "allocate":
        answer(id, len(bytearray(params)))
    elif method == "complain":
        for line in params:
            sys.stderr.write(line + "\n")
        sys.stderr.flush()
        answer(id, None)
    elif method == "leave":
        # A child that nobody told to go holds the pipe.
        subprocess.Popen(["sleep", "30"], start_new_session=True)
        os._exit(0)


if how == "broken":
    sys.exit(7)
if how == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        handle(message["method"], message["params"], message["id"])
    elif message["method"] == "cancel":
        cancelled.append(message["params"]["id"])
while how == "stubborn":
    signal.pause()
