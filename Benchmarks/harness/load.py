"""Load from wrk, and figures from runs in turns."""

import json
import os
import re
import statistics
import subprocess
from dataclasses import dataclass

from .server import authorization


@dataclass
class Load:
    requests: int
    per_second: float
    refused: int


def wrk(url, seconds, connections=32, token=None, script=None, may_refuse=False):
    """Sends as many requests as get answers."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    if token:
        command += ["-H", f"Authorization: {authorization(token)}"]
    if script:
        command += ["-s", script]
    output = subprocess.run(command + [url], check=True, capture_output=True, text=True).stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.search(r"Socket errors: .*", output)
    if broken or (refused and not may_refuse):
        raise SystemExit(f"{url}: {(broken or refused).group(0)}")
    return Load(
        requests=int(re.search(r"(\d+) requests in", output).group(1)),
        per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
        refused=int(refused.group(1)) if refused else 0)


def in_turns(first, second, rounds):
    """Measures both in every round, each first in every other one, so that a machine that drifts does so for both.

    Returns the pairs.
    """
    pairs = []
    for number in range(rounds):
        if number % 2 == 0:
            one = first()
            pairs.append((one, second()))
        else:
            other = second()
            pairs.append((first(), other))
    return pairs


def median_ratio(pairs):
    return statistics.median(one / other for one, other in pairs)


def medians(pairs):
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


class Scripts:
    """wrk's scripts, in a folder of the run's own."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def creations(self, field):
        """Creates a user with every request, of a name that no other script uses."""
        self.count += 1
        return self._write(f"""
local counter = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  counter = counter + 1
  return wrk.format(nil, nil, nil, string.format('{{"{field}":"user{self.count:04d}x%09d"}}', counter))
end
""")

    def projects(self, places, fields, count=None):
        """Creates projects in turn in each of the places, of names that no other script uses.

        With a count, what comes after it only asks whether the server lives.
        """
        self.count += 1
        listed = ", ".join(f'"{place}"' for place in places)
        body = json.dumps(json.dumps(fields)[1:])
        return self._write(f"""
local places = {{{listed}}}
local counter = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  counter = counter + 1
  if {str(count is not None).lower()} and counter > {count or 0} then return wrk.format("GET", "/healthz") end
  local name = string.format('{{"name":"p{self.count:04d}x%09d","parent_ref":"%s",', counter, places[counter % #places + 1])
  return wrk.format(nil, nil, nil, name .. {body})
end
""")

    def paths(self, paths):
        """Asks for one path after the other, again and again."""
        listed = ",\n".join(f'  "{path}"' for path in paths)
        return self._write(f"""
local paths = {{
{listed}
}}
local requests = {{}}
local counter = 0
init = function()
  for number, path in ipairs(paths) do requests[number] = wrk.format(nil, path) end
end
request = function()
  counter = counter % #requests + 1
  return requests[counter]
end
""")

    def mix(self, admin, user):
        """Of a hundred requests two create a user, two are refused; the others read, with either token."""
        self.count += 1
        return self._write(f"""
local counter = 0
local admin = {{["Authorization"] = "{admin}"}}
local user = {{["Authorization"] = "{user}"}}
local api = "/api/v1alpha"
request = function()
  counter = counter + 1
  local turn = counter % 100
  if turn < 2 then
    local body = string.format('{{"username":"user{self.count:04d}x%09d"}}', counter)
    return wrk.format("POST", api .. "/users", admin, body)
  end
  if turn < 4 then return wrk.format("GET", api .. "/remotesources/nothing" .. counter, admin) end
  if turn < 8 then return wrk.format("GET", api .. "/users?limit=25", admin) end
  if turn < 20 then return wrk.format("GET", api .. "/remotesources") end
  if turn < 60 then return wrk.format("GET", api .. "/user", user) end
  return wrk.format("GET", api .. "/remotesources/gitea", admin)
end
""")

    def _write(self, text):
        path = os.path.join(self.folder, f"script{self.count}-{abs(hash(text)):x}.lua")
        with open(path, "w") as file:
            file.write(text)
        return path
