"""What schemathesis asks beside what a description says, and which answers no description can foresee."""

import itertools
import json
import os
import re
import urllib.parse
import urllib.request

import schemathesis
from schemathesis.core.parameters import ParameterLocation

import formats  # noqa: F401 - its formats are known from then on.

BODY = ParameterLocation.BODY
KEPT = frozenset(os.environ["KEPT"].lower().split())
# What Scripts/check-openapi made to be deleted, by the part of the path before it; "spare-1" and so on for the rest.
SPARE = {
    "projectgroups": "org/acme/spare-{}", "projects": "org/acme/group/spare-{}", "invitations": "invited-{}",
    "members": "member-{}",
}
SPARES = itertools.cycle(range(int(os.environ["SPARES"])))
# A project of a remote source, and what projects that are gone left there; the configstore's.
FORGED = os.environ.get("FORGED")
CLEANUPS = itertools.cycle(os.environ.get("CLEANUPS", "none").split())
# Who has the leases that Scripts/check-openapi took, so that what needs one has it.
HOLDER = "openapi"
# Names and ids: what breaks only their format may name something all the same.
REFERENCES = {
    "ref", "userref", "orgref", "source", "name", "id", "user_ref", "remotesourceref", "remote_source_name",
    "remote_source_id", "secret_name", "secret_var", "connection", "connection_id", "login_name", "password", "remote_source_login_name",
    "remote_source_login_password",
}
# What of the things that were there before has to stay as it is: where they are, and how one signs in.
FIXED = {
    "name", "user_name", "parent_ref", "apiurl", "type", "auth_type", "registration_enabled", "login_enabled",
}

# What is let through although it looks like a failure: the check, the code of the refusal, the operations, and why.
PLACED = ("createProjectGroup", "updateProjectGroup", "createProject", "updateProject")
VARIABLES = ("createProjectGroupVariable", "updateProjectGroupVariable", "createProjectVariable", "updateProjectVariable")
SIGN_IN = ("register", "login", "authorize", "createLinkedAccount")
LET_THROUGH = [
    # A body may be too large before anything else is wrong with it.
    ("negative_data_rejection", "bodyTooLarge", None),
    # A link gives the cursor, and the filters and the direction that it came with are not made up again.
    ("positive_data_acceptance", "invalidCursor", None),
    # Three parameters need each other.
    ("positive_data_acceptance", "invalidQuery", ("listUsers",)),
    # A tree is listed from the nearest up only.
    ("positive_data_acceptance", "invalidSortDirection", (
        "listProjectGroupSecrets", "listProjectSecrets", "listProjectGroupVariables", "listProjectVariables")),
    # All conditions of a variable together are at most as many as those of one list.
    ("positive_data_acceptance", "invalidVariableValues", VARIABLES),
    # Only an organization's project has members; which one it is, is stored.
    ("positive_data_acceptance", "cannotSetMembersCanPerformRunActionsOnUserProject", ("createProject", "updateProject")),
    # A project uses a linked account of a member of what holds it.
    ("positive_data_acceptance", "invalidLinkedAccount", ("createProject", "updateProject")),
    # A project uses a connection of the organization that holds it, and of the same remote source.
    ("positive_data_acceptance", "invalidConnection", ("createProject", "updateProject")),
    # Which fields a connection may have depends on its type, which is stored.
    ("positive_data_acceptance", "invalidConnection", ("updateConnection",)),
    # An app's key is a real one, and its forge is there.
    ("positive_data_acceptance", "connectionRefused", ("createConnection", "updateConnection")),
    ("not_a_server_error", "forgeUnavailable", ("createConnection", "updateConnection")),
    # A manual project has nothing to set up; which one it is, is stored.
    ("positive_data_acceptance", "projectHasNoForge", ("acquireSetUpLease", "updateSetUp")),
    # A source for tokens is for connections alone; which one it is, is stored.
    ("positive_data_acceptance", "invalidRemoteSource", ("createRemoteSource", "updateRemoteSource")),
    ("positive_data_acceptance", "invalidLinkedAccount", ("createLinkedAccount", "createUser")),
    # A project keeps its repository.
    ("positive_data_acceptance", "repositoryDiffers", ("updateProject",)),
    # One has a linked account of the remote source, or not.
    ("positive_data_acceptance", "linkedAccountDoesNotExist", ("createProject", "updateProject")),
    # Which fields a project may have depends on the type and the clone URL that are stored.
    ("positive_data_acceptance", "invalidProject", ("updateProject",)),
    ("positive_data_acceptance", "invalidRepoPath", ("updateProject",)),
    ("positive_data_acceptance", "invalidCloneURL", ("updateProject",)),
    ("positive_data_acceptance", "invalidSSHPrivateKey", ("updateProject",)),
    ("positive_data_acceptance", "invalidSSHHostKey", ("updateProject",)),
    # `oauth2` needs a client id and secret, given or stored.
    ("positive_data_acceptance", "invalidOauth2ClientID", ("updateRemoteSource",)),
    ("positive_data_acceptance", "invalidOauth2ClientSecret", ("updateRemoteSource",)),
    # What a remote source needs depends on its type, which is stored; what schemathesis made is no forge, and not there.
    ("positive_data_acceptance", "missingCredentials", SIGN_IN),
    ("not_a_server_error", "forgeUnavailable", SIGN_IN),
    # A repository without a forge is read first, and what schemathesis made is none.
    ("not_a_server_error", "forgeUnavailable", ("createProject", "updateProject")),
    ("not_a_server_error", "forgeAddressRefused", ("createProject", "updateProject")),
    # A state is the gateway's own, so what is made up is refused, and `error` is the forge's refusal itself.
    ("positive_data_acceptance", "invalidState", ("finishOAuth2",)),
    ("positive_data_acceptance", "refusedAtForge", ("finishOAuth2",)),
    # The same as a page for a person, which has no code.
    ("positive_data_acceptance", None, ("showOAuth2",)),
    # These 404 are about the parent that the body names, which may be gone, and not about what a link made.
    ("ensure_resource_availability", "parentProjectGroupDoesNotExist", PLACED),
    # A session that is made up is not there; an invitation is over when it is answered or its user a member.
    ("ensure_resource_availability", "sessionDoesNotExist", ("revokeSession",)),
    ("ensure_resource_availability", "invitationDoesNotExist", (
        "getOrganizationInvitation", "deleteOrganizationInvitation", "answerOrganizationInvitation", "answerInvitation")),
]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Lets stateful tests begin with whatever leads somewhere, not only with what looks harmless to schemathesis."""
    links = {
        operation["operationId"]: {"operationId": operation["operationId"]}
        for path, item in raw_schema["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post") and any("links" in answer for answer in operation["responses"].values())
    }
    raw_schema["paths"]["/readyz"]["get"]["responses"]["200"]["links"] = links


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Lets what takes something away take what is there for it, where it would take what everything else needs."""
    operation = context.operation
    if not path_parameters:
        return path_parameters
    # What is set up is a project that has a forge.
    if FORGED and operation.path.endswith(("/setup", "/setuplease")) and is_kept(path_parameters.get("ref")):
        return {"ref": FORGED}
    if operation.path.endswith("/forgecleanups/{id}") and re.fullmatch("[0-9a-f-]{36}", str(path_parameters.get("id"))):
        return {"id": next(CLEANUPS)}
    if not is_taking(operation.method, operation.path):
        return path_parameters
    *_, noun, last = operation.path.removesuffix("/actions").split("/")
    last = last[1:-1]
    # Of whichever account the id is, or was made up to be.
    if noun == "linkedaccounts" and re.fullmatch("[0-9a-f-]{36}", str(path_parameters.get(last))):
        return {"ref": "carol", last: os.environ["SPARE_ACCOUNT"]}
    if not is_kept(path_parameters.get(last)):
        return path_parameters
    return path_parameters | {last: SPARE.get(noun, "spare-{}").format(next(SPARES))}


@schemathesis.hook
def map_body(context, body):
    """Lets what is well-formed fit what is stored: who has a lease, which revision there is, whose password it is."""
    if not isinstance(body, dict):
        return body
    name = context.operation.definition.raw["operationId"]
    body = dict(body)
    if is_line(body.get("holder")):
        body["holder"] = HOLDER
        if name == "updateRefWatch":
            take_leases()
    if name == "updateForgeCleanup" and is_number(body.get("if_revision")):
        body["if_revision"] = 1
    if name == "acquireRefreshLease" and is_number(body.get("revision")):
        body["revision"] = revision_of_account()
    for login, password in (("login_name", "password"), ("remote_source_login_name", "remote_source_login_password")):
        if body.get(login) in ("alice", "carol") and is_line(body.get(password)):
            body[password] = f"{body[login]}-password"
    return body


def is_extra(key, value):
    """A well-formed field that a sign-in with a password does without."""
    if key == "loopback_port":
        return is_number(value) and 1024 <= value <= 65535
    return key == "one_time_password" and isinstance(value, str)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Lets somebody sign in where one can: most of the sources that there are by then let nobody in."""
    if case.operation.definition.raw["operationId"] != "authorize" or not isinstance(case.body, dict):
        return
    if case.meta and any(component.mode.is_negative for component in case.meta.components.values()):
        return
    alice = {"remote_source_name": "forge-password", "login_name": "alice", "password": "alice-password"}
    case.body = {key: value for key, value in case.body.items() if not is_extra(key, value)} | alice


def is_line(value):
    return isinstance(value, str) and re.fullmatch(r"[ -~]{1,64}", value) is not None


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def revision_of_account():
    return ask("GET", f"users/{os.environ['ALICE']}/linkedaccounts/{os.environ['ACCOUNT']}")["revision"]


def take_leases():
    """Those of watches end with a look, and after a minute."""
    for project in os.environ["PROJECTS"].split():
        ask("PUT", f"projects/{urllib.parse.quote(project, safe='')}/refwatch/lease", {"holder": HOLDER})


def ask(method, path, body=None):
    request = urllib.request.Request(
        f"{os.environ['API_URL']}/{path}", method=method, data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {os.environ['API_TOKEN']}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@schemathesis.hook
def filter_case(context, case):
    """Whether a case may be sent: it leaves what everything else needs, and it is as wrong as schemathesis says."""
    if case.method in ("PUT", "DELETE") and takes_away(case):
        return False
    mutations = getattr(case.meta.phase.data, "mutations", None) or () if case.meta else ()
    return not any(
        mutation.keywords == ("format",) and mutation.schema_pointer.rsplit("/", 1)[-1] in REFERENCES
        for mutation in mutations)


def is_taking(method, path):
    """Whether an operation takes something away. An invitation is over when it is answered, or its user a member."""
    if method.upper() == "DELETE":
        return path.endswith("}")
    return method.upper() == "PUT" and path.endswith(("/members/{userref}", "/invitations/{userref}/actions"))


def is_kept(name):
    return urllib.parse.unquote(str(name)).lower() in KEPT


def takes_away(case):
    """Whether a case would delete, rename or move what was there before schemathesis came."""
    # Deletes what a link still leads to: schemathesis would miss it.
    if (case.query or {}).get("cascade") and case.meta and case.meta.phase.name.value == "stateful":
        return True
    parameters = {name: urllib.parse.unquote(str(value)) for name, value in (case.path_parameters or {}).items()}
    if not parameters or not all(is_kept(value) for value in parameters.values()):
        return False
    if "userref" in parameters:
        # Alice has to stay the owner of her organization, and bob invited to it.
        return is_taking(case.method, case.path)
    if case.method == "DELETE":
        # Alice's session is the one that logout ends.
        return case.path.endswith("}") or parameters["ref"] in ("alice", os.environ["ALICE"])
    # Root groups have neither a name nor a parent that could change, and take their empty name as no change.
    if parameters.get("ref") in ("user/alice", "org/acme"):
        return True
    if case.meta and BODY in case.meta.components and case.meta.components[BODY].mode.is_negative:
        return False
    body = case.body if isinstance(case.body, dict) else {}
    return any(body.get(field) is not None for field in FIXED)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one; see LET_THROUGH."""
    operation = case.operation.definition.raw["operationId"]
    try:
        code = response.json()["code"]
    except (ValueError, KeyError, TypeError):
        code = None
    return not any(
        check in failure.checks and code == let_through and (operations is None or operation in operations)
        for check, let_through, operations in LET_THROUGH)
