"""What validators cost those who write."""

import os
import shutil

from .build import ROOT
from .load import in_turns, median_ratio, medians, wrk
from .server import API, INTERNAL, sallyport

EXAMPLES = os.path.join(ROOT, "examples", "validators")
# Both look at users too; a rule for other kinds would cost nothing here.
RULES = """version: 1
rules:
  - {kinds: [user], field: name, pattern: "[a-z][a-z0-9-]*"}
"""
PLUGINS = {
    "2 rule validators": """version: 1
validators:
  - {name: first, plugin: rules, file: rules.yaml}
  - {name: second, plugin: rules, file: rules.yaml}
""",
    "1 process validator": """version: 1
validators:
  - {name: ownership, plugin: process, command: [ownership.py], kinds: [user]}
""",
}


def measure(binaries, folder, scripts, figures, options):
    for name, plugins in PLUGINS.items():
        place = os.path.join(folder, name.replace(" ", "-"))
        os.mkdir(place)
        shutil.copy(os.path.join(EXAMPLES, "ownership.py"), place)
        for file, text in (("rules.yaml", RULES), ("plugins.yaml", plugins)):
            with open(os.path.join(place, file), "w", encoding="utf-8") as output:
                output.write(text)
        with sallyport(binaries.sallyport, os.path.join(place, "without")) as plain, \
                sallyport(binaries.sallyport, os.path.join(place, "with"), plugins=os.path.join(place, "plugins.yaml")
                          ) as validated:

            def rate(server):
                url = f"{server.urls['configstore']}{API}/users"
                return wrk(url, options.seconds, 16, INTERNAL, scripts.creations("user_name")).per_second

            for server in (validated, plain):
                rate(server)
            pairs = in_turns(lambda: rate(validated), lambda: rate(plain), options.rounds)
            ours, bare = medians(pairs)
            figures.add(
                f"users created by 16 clients behind {name} against none", median_ratio(pairs),
                detail=f"{ours:,.0f}/s against {bare:,.0f}/s")
