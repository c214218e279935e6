"""Outbound requests: what keeping connections is worth."""

import os
import subprocess

from .load import median_ratio, medians
from .server import Server


def measure(binaries, folder, figures, options):
    file = os.path.join(folder, "outbound")
    with open(file, "w") as output:
        output.write("Content-Type: application/json\n\n{}")
    with Server([binaries.bare_route, "/", file]) as bare:
        lines = subprocess.run(
            [binaries.connection_reuse, bare.urls["bare"] + "/", str(options.rounds), "1000"],
            check=True, capture_output=True, text=True).stdout.splitlines()
    pairs = [tuple(map(float, line.split())) for line in lines]
    kept, new = medians(pairs)
    figures.add(
        "requests over a kept connection against new ones", median_ratio(pairs),
        detail=f"{kept:,.0f}/s against {new:,.0f}/s, one after the other, without TLS")
