#!/usr/bin/env python3
"""A driver for Pagure as a process, with nothing but Python: users, repositories, refs, commits, flags and events.

It reads JSON-RPC 2.0 requests from standard input, one a line, and writes an answer to each: a request that the host
shall make at the forge, or a value, or an error. It sees no token and opens no socket.

What Pagure's API does not have is not declared: signing in (people make API tokens on a page), deploy keys (a page
too) and webhooks, whose key Pagure makes itself. Its deliveries are read: a person enters the URL on a project's page
of settings, and gives the project's web-hook key to this side.

Pagure never renames a project, so a project's full name is its id. One without a namespace is written `-/name` here,
as paths have an owner; forks are `fork/user/name`.
"""

import hashlib
import json
import sys
from urllib.parse import urlsplit

PAGE_SIZE = 50

MANIFEST = {
    "id": "example/pagure", "version": "1.0.0", "contract": "1.0",
    "capabilities": ["userInfo", "repositories", "refs", "commitStatus", "links", "events"],
    "authTypes": [], "limits": {"pageSize": PAGE_SIZE},
    "webhookSchemes": [{"scheme": "hmacSHA256Hex", "header": "X-Pagure-Signature-256"}],
    "links": {"commit": "c/{sha}", "branch": "tree/{name}", "tag": "tree/{name}",
              "pullRequest": "pull-request/{number}", "compare": "c/{base}..{head}"},
}


CODES = {301: "moved", 302: "moved", 307: "moved", 308: "moved", 401: "unauthorized", 403: "forbidden", 404: "notFound",
         410: "notFound", 409: "conflict", 400: "invalid", 422: "invalid"}


class DriverError(Exception):
    """An error of the closed set, whose members go to the host as they are."""

    def __init__(self, code, message, **members):
        super().__init__(message)
        self.members = {"code": code, "message": message, **members}


def ask(method, path, state=None, query=(), form=None):
    """A step: the host makes this request and comes back with its answer and the state."""
    request = {"method": method, "path": ["api", "0", *path], "credential": "token", "query": [list(q) for q in query]}
    if form is not None:
        request["form"] = [list(field) for field in form]
    return {"request": request, "state": state}


def members(path):
    """The parts of a project's address in the API: `-/name` is a project without a namespace."""
    parts = path.split("/")
    return parts[1:] if parts[0] == "-" else parts


def path_of(project):
    name = project["url_path"] if "url_path" in project else project["fullname"]
    name = "fork/" + name[len("forks/"):] if name.startswith("forks/") else name
    return name if "/" in name else "-/" + name


def read_json(response, wants_nothing=False):
    """The JSON of a success; everything else becomes an error of the closed set."""
    status = response["status"]
    kind = response["headers"].get("content-type", "").split(";")[0].strip().lower()
    text = response.get("body", "")
    if kind == "text/html" or text.lstrip().startswith("<"):
        if status < 500 and status not in (301, 302, 307, 308, 429):
            raise DriverError("unavailable", "the forge answered with a page instead of JSON")
    try:
        answer = json.loads(text) if text or not wants_nothing else {}
        is_read = wants_nothing or isinstance(answer, dict)
    except (ValueError, RecursionError):
        answer, is_read = None, False
    if 200 <= status < 300:
        if not is_read:
            raise DriverError("unavailable", "the forge's answer can't be read as Pagure's")
        return answer
    message = answer.get("error") if isinstance(answer, dict) else None
    message = message if isinstance(message, str) and message else f"the forge answered {status}"
    if status == 429:
        after = response["headers"].get("retry-after", "")
        until = {"until": response["receivedAt"] + int(after)} if after.isdigit() else {}
        raise DriverError("rateLimited", message, **until)
    raise DriverError(CODES.get(status, "unavailable"), message)


def current_user(params):
    return ask("POST", ["-", "whoami"])


def read_current_user(state, answer):
    return {"value": {"id": answer["username"], "loginName": answer["username"]}}


def repository(project, user, default=None, urls=None):
    page = project["full_url"]
    host = urlsplit(page).hostname
    place = project.get("url_path", project["fullname"])
    access = project["access_users"]
    owns = user in access["owner"] or user in access.get("admin", [])
    return {
        "id": path_of(project), "path": path_of(project), "defaultBranch": default, "webURL": page,
        "isPrivate": bool(project.get("private", False)), "isArchived": False,
        # Lists have none; these are the usual ones.
        "sshCloneURL": (urls or {}).get("ssh", f"ssh://git@{host}/{place}.git"),
        "httpCloneURL": (urls or {}).get("git", page + ".git"),
        "permissions": {"admin": owns, "push": owns or user in access.get("commit", []), "pull": True},
    }


def repositories(params):
    if "page" not in params:
        return ask("POST", ["-", "whoami"], {"page": 1})
    number, _, user = params["page"].partition(":")
    if not (number.isdigit() and 0 < int(number) < 1_000_000 and user):
        raise DriverError("invalid", "this page token is not one of this driver", field="page")
    return projects_of(user, int(number))


def projects_of(user, page):
    query = [("username", user), ("page", str(page)), ("per_page", str(PAGE_SIZE))]
    return ask("GET", ["projects"], {"user": user, "page": page}, query)


def read_repositories(state, answer):
    if "user" not in state:
        return projects_of(answer["username"], state["page"])
    items = [repository(project, state["user"]) for project in answer["projects"]]
    page = {"items": items}
    if items and state["page"] < answer["pagination"]["pages"]:
        page["next"] = f"{state['page'] + 1}:{state['user']}"
    return {"value": page}


def repository_by_path(params):
    return ask("POST", ["-", "whoami"], {"path": params.get("path", params.get("id"))})


def read_repository(state, answer):
    """Who asks, the project, its branches, its addresses: one after the other."""
    place = members(state["path"])
    if "user" not in state:
        return ask("GET", place, {**state, "user": answer["username"]})
    if "project" not in state:
        wanted = ("fullname", "url_path", "full_url", "access_users", "private")
        project = {name: answer[name] for name in wanted if name in answer}
        repository(project, state["user"])
        return ask("GET", place + ["git", "branches"], {**state, "project": project})
    if "default" not in state:
        default = answer.get("default")
        return ask("GET", place + ["git", "urls"], {**state, "default": default if isinstance(default, str) else None})
    return {"value": repository(state["project"], state["user"], state["default"], answer["urls"])}


REFS = {"branches": "refs/heads/", "tags": "refs/tags/"}


def list_refs(kind, params, wanted=None):
    state = {"kind": kind, "wanted": wanted}
    return ask("GET", members(params["repository"]) + ["git", kind], state, [("with_commits", "true")])


def ref(params):
    for kind, prefix in REFS.items():
        if params["name"].startswith(prefix) and params["name"] != prefix:
            return list_refs(kind, params, params["name"])
    raise DriverError("invalid", "a full ref such as refs/heads/main is needed", field="ref")


def read_refs(state, answer):
    prefix = REFS[state["kind"]]
    # Without any, some versions give an empty list.
    found = {prefix + name: sha for name, sha in dict(answer[state["kind"]] or {}).items()}
    if state["wanted"] is None:
        return {"value": {"items": [{"name": name, "commitSHA": found[name]} for name in sorted(found)]}}
    if state["wanted"] not in found:
        raise DriverError("notFound", f"there is no ref {state['wanted']}")
    return {"value": {"name": state["wanted"], "commitSHA": found[state["wanted"]]}}


def commit(params):
    return ask("GET", members(params["repository"]) + ["c", params["sha"], "info"])


def read_commit(state, answer):
    return {"value": {"sha": answer["hash"], "message": answer["message"]}}


STATUSES = {"running": "pending", "cancelled": "canceled", "skipped": "canceled"}  # The others are called the same.


def create_commit_status(params):
    status = params["status"]
    if not status.get("targetURL"):
        raise DriverError("invalid", "Pagure shows no flag without a URL", field="targetURL")
    identifier = hashlib.sha256(status["context"].encode()).hexdigest()[:32]
    state = STATUSES.get(status["state"], status["state"])
    form = [("username", status["context"]), ("comment", status["description"][:200] or status["context"]),
            ("url", status["targetURL"]), ("status", state), ("uid", identifier)]
    return ask("POST", members(params["repository"]) + ["c", params["sha"], "flag"], form=form)


ACTIONS = {"pull-request.new": "opened", "pull-request.reopened": "reopened", "pull-request.rebased": "synchronized",
           "pull-request.closed": "closed"}


def event(params):
    delivery = json.loads(params["body"])
    topic, message = delivery["topic"], delivery["msg"]
    if topic == "git.receive":
        found = push(message)
    elif topic in ACTIONS:
        found = pull_request(ACTIONS[topic], message)
    else:
        raise DriverError("ignored", f"nothing here is about {topic}")
    found["deliveryID"] = delivery.get("msg_id", "")
    if message.get("agent"):
        found["sender"] = {"id": message["agent"], "login": message["agent"]}
    return {"value": found}


def push(message):
    project, name = message["repo"], message["branch"]
    found = {"repository": {"id": path_of(project), "path": path_of(project)}, "webURL": project.get("full_url")}
    if name.startswith("refs/tags/"):
        # Its commits are those that led to it; what it points to has to be looked up.
        return {**found, "kind": "tag", "ref": name, "tag": name[len("refs/tags/"):]}
    # Only the first and the last commit are named, by their ids.
    return {**found, "kind": "push", "ref": "refs/heads/" + name, "branch": name, "after": message["end_commit"],
            "truncated": message["total_commits"] > 0}


def side(project, branch, sha=None):
    path = path_of(project) if project else None
    return {"repositoryID": path, "path": path, "branch": branch, "sha": sha}


def pull_request(action, message):
    request = message["pullrequest"]
    project = request["project"]
    if action == "closed" and message.get("merged", request["status"] == "Merged"):
        action = "merged"
    return {
        "kind": "pullRequest", "action": action, "repository": {"id": path_of(project), "path": path_of(project)},
        "ref": f"refs/pull/{request['id']}/head",
        "after": request.get("commit_stop"),
        "webURL": f"{project['full_url']}/pull-request/{request['id']}" if project.get("full_url") else None,
        "pullRequest": {
            "number": request["id"], "title": request["title"],
            "source": side(request.get("repo_from"), request["branch_from"], request.get("commit_stop")),
            "target": side(project, request["branch"]),
        },
    }


OPERATIONS = {  # What begins each operation, and what reads its answers.
    "currentUser": (current_user, read_current_user),
    "repositories": (repositories, read_repositories),
    "repositoryByPath": (repository_by_path, read_repository),
    "repositoryByID": (repository_by_path, read_repository),
    "ref": (ref, read_refs),
    "branches": (lambda params: list_refs("branches", params), read_refs),
    "tags": (lambda params: list_refs("tags", params), read_refs),
    "commit": (commit, read_commit),
    "createCommitStatus": (create_commit_status, None),
    "event": (event, None),
}


def answer(method, params):
    if method == "initialize":
        return {"manifest": MANIFEST}
    begins, reads = OPERATIONS[params["operation"] if method == "read" else method]
    try:
        if method != "read":
            return begins(params)
        read = read_json(params["response"], wants_nothing=reads is None)
        return reads(params["state"], read) if reads else {"value": None}
    except DriverError as error:
        return {"error": error.members}
    except (KeyError, TypeError, AttributeError, ValueError):
        # Something that Pagure always says is missing, or of another kind.
        code = "invalid" if method == "event" else "unavailable"
        return {"error": {"code": code, "message": "what the forge sent can't be read as Pagure's"}}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if "id" in request:  # Otherwise it says that nobody waits any more for an answer, which is on its way already.
            result = answer(request["method"], request["params"])
            print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)


main()
