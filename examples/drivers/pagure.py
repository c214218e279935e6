#!/usr/bin/env python3
"""A driver for Pagure as a process, with nothing but Python: users, repositories, refs, commits, flags and events.

It reads JSON-RPC 2.0 requests from standard input, one a line, and writes an answer to each: a request that the host
shall make at the forge, or a value, or an error. It sees no token and opens no socket.

People sign in with an API token as the password: Pagure has no other way in. What its API does not have is not declared:
deploy keys (a page too) and webhooks, whose key Pagure makes itself. Its deliveries are read: a person enters the URL on
a project's page of settings, and gives the project's web-hook key to this side.

Pagure never renames a project, so a project's full name is its id. One without a namespace is written `-/name` here,
as paths have an owner; forks are `fork/user/name`.
"""

import hashlib
import json
import re
import sys
from urllib.parse import urlsplit

PAGE_SIZE = 50

MANIFEST = {
    "id": "example/pagure", "version": "1.1.0", "contract": "1.0",
    "capabilities": ["userInfo", "passwordLogin", "repositories", "refs", "commitStatus", "links", "events"],
    "authTypes": ["password"], "passwordIsToken": True, "limits": {"pageSize": PAGE_SIZE},
    "webhookSchemes": [{"scheme": "hmacSHA256Hex", "header": "X-Pagure-Signature-256"}],
    "links": {"commit": "c/{sha}", "branch": "tree/{name}", "tag": "tree/{name}",
              "pullRequest": "pull-request/{number}", "compare": "c/{base}..{head}"},
}

CODES = {301: "moved", 302: "moved", 307: "moved", 308: "moved", 401: "unauthorized", 403: "forbidden", 404: "notFound",
         410: "notFound", 409: "conflict", 400: "invalid", 422: "invalid"}
WHOAMI = ["-", "whoami"]
REFS = {"branches": "refs/heads/", "tags": "refs/tags/"}
STATUSES = {"running": "pending", "cancelled": "canceled", "skipped": "canceled"}  # The others are called the same.
ACTIONS = {"pull-request.new": "opened", "pull-request.reopened": "reopened", "pull-request.closed": "closed",
           "pull-request.rebased": "synchronized", "pull-request.updated": "synchronized"}


class DriverError(Exception):
    """An error of the closed set, whose members go to the host as they are."""

    def __init__(self, code, message, **members):
        super().__init__(message)
        self.members = {"code": code, "message": message, **members}


def text(value, pattern=r"(?s)[^\ud800-\udfff]+"):
    """What has to be a text: anything else is not Pagure's."""
    if not re.fullmatch(pattern, value):
        raise ValueError("not such a text")
    return value


def sha(value):
    return text(value, "[0-9a-f]{40}([0-9a-f]{24})?")


def ask(method, path, state=None, query=(), form=None):
    """A step: the host makes this request and comes back with its answer and the state."""
    request = {"method": method, "path": ["api", "0", *path], "credential": "token", "query": [list(q) for q in query]}
    if form is not None:
        request["form"] = [list(field) for field in form]
    return {"request": request, "state": state}


def members(path):
    """The parts of a project's address in the API: `-/name` is a project without a namespace."""
    parts = path.split("/")
    if len(parts) < 2 or len(path.encode()) > 1024 or any(part in ("", ".", "..") for part in parts):
        raise DriverError("invalid", "a project is namespace/name, -/name or fork/user/name", field="path")
    return parts[1:] if parts[0] == "-" else parts


def path_of(project):
    name = text(project["url_path"] if "url_path" in project else project["fullname"])
    name = "fork/" + name[len("forks/"):] if name.startswith("forks/") else name
    path = name if "/" in name else "-/" + name
    members(path)
    return path


def read_json(response, wants_nothing=False):
    """The JSON of a success; everything else becomes an error of the closed set."""
    status = response["status"]
    kind = response["headers"].get("content-type", "").split(";")[0].strip().lower()
    body = response.get("body", "")
    if kind == "text/html" or body.lstrip().startswith("<"):
        if status < 500 and status not in (301, 302, 307, 308, 429):
            raise DriverError("unavailable", "the forge answered with a page instead of JSON")
    try:
        answer = json.loads(body) if body or not wants_nothing else {}
        is_read = wants_nothing or isinstance(answer, dict)
    except (ValueError, RecursionError):
        answer, is_read = None, False
    if 200 <= status < 300 and is_read:
        return answer
    message = answer.get("error") if isinstance(answer, dict) else None
    message = message if isinstance(message, str) and message else f"the forge answered {status}, and no word of it"
    if status == 429:
        after = response["headers"].get("retry-after", "")
        until = {"until": response["receivedAt"] + int(after)} if re.fullmatch("[0-9]{1,9}", after) else {}
        raise DriverError("rateLimited", message, **until)
    raise DriverError(CODES.get(status, "unavailable"), message)


def repository(project, user):
    path, page, access = path_of(project), text(project["full_url"]), project["access_users"]
    owns = user in access["owner"] or user in access.get("admin", [])
    return {
        "id": path, "path": path, "webURL": page, "isPrivate": bool(project.get("private", False)), "isArchived": False,
        # Lists have none; these are the usual ones.
        "sshCloneURL": f"ssh://git@{urlsplit(page).hostname}/{path.removeprefix('-/')}.git", "httpCloneURL": page + ".git",
        "permissions": {"admin": owns, "push": owns or user in access.get("commit", []), "pull": True},
    }


def repositories(params):
    if "page" not in params:
        return ask("POST", WHOAMI, {"page": 1})
    token = re.fullmatch(r"([1-9][0-9]{0,5}):([\w.@+-]{1,255})", params["page"])
    if not token:
        raise DriverError("invalid", "this page token is not one of this driver", field="page")
    return projects_of(token[2], int(token[1]))


def projects_of(user, page):
    query = [("username", user), ("page", str(page)), ("per_page", str(PAGE_SIZE))]
    return ask("GET", ["projects"], {"user": user, "page": page}, query)


def read_repositories(state, answer):
    if "user" not in state:
        return projects_of(text(answer["username"]), state["page"])
    items = [repository(project, state["user"]) for project in answer["projects"]]
    page = {"items": items}
    if items and state["page"] < answer["pagination"]["pages"]:
        page["next"] = f"{state['page'] + 1}:{state['user']}"
    return {"value": page}


def read_repository(state, answer):
    """Who asks, the project, its branches, its addresses: one after the other."""
    place = state["place"]
    if "user" not in state:
        return ask("GET", place, {**state, "user": text(answer["username"])})
    if "found" not in state:
        return ask("GET", place + ["git", "branches"], {**state, "found": repository(answer, state["user"])})
    found = state["found"]
    if "defaultBranch" not in found:
        default = answer.get("default")
        found["defaultBranch"] = default if isinstance(default, str) and default else None
        return ask("GET", place + ["git", "urls"], {**state, "found": found})
    urls = {name: text(url) for name, url in answer["urls"].items() if name in ("ssh", "git")}
    return {"value": {**found, "sshCloneURL": urls.get("ssh", found["sshCloneURL"]),
                      "httpCloneURL": urls.get("git", found["httpCloneURL"])}}


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
    # Without any, some versions give an empty list. Tags are there with the commits that they lead to.
    found = {prefix + text(name): sha(commit) for name, commit in dict(answer[state["kind"]] or {}).items()}
    if state["wanted"] is None:
        return {"value": {"items": [{"name": name, "commitSHA": found[name]} for name in sorted(found)]}}
    if state["wanted"] not in found:
        raise DriverError("notFound", f"there is no ref {state['wanted']}")
    return {"value": {"name": state["wanted"], "commitSHA": found[state["wanted"]]}}


def create_commit_status(params):
    status = params["status"]
    if not status.get("targetURL"):
        raise DriverError("invalid", "Pagure shows no flag without a URL", field="targetURL")
    identifier = hashlib.sha256(status["context"].encode()).hexdigest()[:32]
    state = STATUSES.get(status["state"], status["state"])
    form = [("username", status["context"]), ("comment", status["description"][:200] or status["context"]),
            ("url", status["targetURL"]), ("status", state), ("uid", identifier)]
    return ask("POST", members(params["repository"]) + ["c", params["sha"], "flag"], form=form)


def event(params):
    delivery = json.loads(params["body"])
    topic, message = text(delivery["topic"]), delivery["msg"]
    if topic == "git.receive":
        found = push(message)
    elif topic in ("git.branch.creation", "git.branch.deletion", "git.tag.creation", "git.tag.deletion"):
        found = ref_event(*topic.split(".")[1:], message)
    elif topic in ACTIONS:
        found = pull_request(ACTIONS[topic], message)
    else:
        raise DriverError("ignored", f"nothing here is about {topic}")
    found["deliveryID"] = text(delivery["msg_id"]) if delivery.get("msg_id") is not None else ""
    if message.get("agent") is not None:
        found["sender"] = {"id": text(message["agent"]), "login": message["agent"]}
    return {"value": found}


def in_project(project):
    path = path_of(project)
    url = project.get("full_url")
    return {"repository": {"id": path, "path": path}, "webURL": text(url) if url is not None else None}


def push(message):
    found, name = in_project(message["repo"]), text(message["branch"])
    if name.startswith("refs/tags/"):
        # Its commits are those that led to it; what it points to has to be looked up.
        return {**found, "kind": "tag", "ref": name, "tag": text(name[len("refs/tags/"):])}
    # Only the first and the last commit are named, by their ids.
    return {**found, "kind": "push", "ref": "refs/heads/" + name, "branch": name, "after": sha(message["end_commit"]),
            "truncated": message["total_commits"] > 0}


def ref_event(kind, what, message):
    """A branch or a tag that is new, or gone; a new one that has new commits is pushed as well."""
    prefix = {"branch": "refs/heads/", "tag": "refs/tags/"}[kind]
    name = text(message[kind].removeprefix(prefix))
    found = {**in_project(message["repo"]), "ref": prefix + name, kind: name}
    if what == "deletion":
        return {**found, "kind": kind + "Deleted", "before": sha(message["rev"]) if kind == "branch" else None}
    # A tag that is an object of its own is no commit.
    return {**found, "kind": "tag"} if kind == "tag" else {**found, "kind": "push", "after": sha(message["rev"])}


def side(project, branch, commit):
    path = path_of(project) if project is not None else None
    return {"repositoryID": path, "path": path, "branch": text(branch), "sha": commit}


def pull_request(action, message):
    request = message["pullrequest"]
    found, page = in_project(request["project"]), int(text(str(request["id"]), "[0-9]{1,15}"))
    head = sha(request["commit_stop"]) if request.get("commit_stop") is not None else None
    if action == "closed" and message.get("merged", request["status"] == "Merged"):
        action = "merged"
    return {
        **found, "kind": "pullRequest", "action": action, "ref": f"refs/pull/{page}/head", "after": head,
        "webURL": f"{found['webURL']}/pull-request/{page}" if found["webURL"] else None,
        "pullRequest": {
            "number": page, "title": text(request["title"]),
            "source": side(request.get("repo_from"), request["branch_from"], head),
            "target": side(request["project"], request["branch"], None),
        },
    }


OPERATIONS = {  # What begins each operation, and what reads its answers.
    "currentUser": (
        lambda params: ask("POST", WHOAMI),
        lambda state, answer: {"value": {"id": text(answer["username"]), "loginName": answer["username"]}}),
    "repositories": (repositories, read_repositories),
    "repositoryByPath": (lambda params: ask("POST", WHOAMI, {"place": members(params["path"])}), read_repository),
    "repositoryByID": (lambda params: ask("POST", WHOAMI, {"place": members(params["id"])}), read_repository),
    "ref": (ref, read_refs),
    "branches": (lambda params: list_refs("branches", params), read_refs),
    "tags": (lambda params: list_refs("tags", params), read_refs),
    "commit": (
        lambda params: ask("GET", members(params["repository"]) + ["c", params["sha"], "info"]),
        lambda state, answer: {"value": {"sha": sha(answer["hash"]), "message": text(answer["message"])}}),
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
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        # Something that Pagure always says is missing, or of another kind.
        code = "invalid" if method == "event" else "unavailable"
        return {"error": {"code": code, "message": "what the forge sent can't be read as Pagure's"}}


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:  # Otherwise it says that nobody waits any more for an answer, which is on its way already.
        result = answer(request["method"], request["params"])
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
