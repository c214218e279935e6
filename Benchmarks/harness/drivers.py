"""Drivers: reading deliveries, calls and lists through each form."""

import subprocess


def measure(binaries, folder, scripts, figures, options):
    rounds = ["--rounds", str(options.rounds)]
    for part in ("deliveries", "calls", "lists"):
        run(binaries, figures, part, *rounds)


def run(binaries, figures, *arguments):
    with subprocess.Popen([binaries.drivers, *arguments], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            name, value, unit, detail = line.rstrip("\n").split("\t")
            figures.add(name, float(value), unit, detail)
    if process.returncode:
        raise SystemExit(f"{arguments[0]} ended with {process.returncode}")
