"""What Schemathesis can't read from openapi/arize.yaml: the rules that its text states, and what the run needs."""

import atexit
import json
import os
import re
import time
from collections import Counter, defaultdict
from datetime import datetime
from urllib.parse import unquote

import schemathesis

with open(os.environ["CONFORMANCE_SETTING"], encoding="utf-8") as file:
    setting = json.load(file)
kept = {each.rstrip("=") for each in setting["kept"]}
spare = {"api_key_id": iter(setting["keys"]), "space_id": iter(setting["spaces"])}

# What the document's `default` answer stands for: failures of the protocol, which any path may have.
PROTOCOL_FAILURES = {405, 408, 413, 415, 431}

# The beginning of a type's IDs, in base64.
SPACE, USER, ORGANIZATION = (
    {"type": "string", "pattern": f"^{start}[A-Za-z0-9+/]*={{0,2}}$"}
    for start in ("U3BhY2U6", "VXNlcj[o-r]", "T3JnYW5pemF0aW9uO[g-v]")
)

statuses = defaultdict(Counter)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Puts into schemas what the document says in words: what an ID is, and what each type of key takes."""
    for path, parameter, schema in (
        ("/v2/api-keys", "space_id", SPACE),
        ("/v2/api-keys", "user_id", USER),
        ("/v2/spaces", "org_id", ORGANIZATION),
    ):
        for each in raw_schema["paths"][path]["get"]["parameters"]:
            if each.get("name") == parameter:
                each["schema"] = schema
    schemas = raw_schema["components"]["schemas"]
    schemas["SpaceCreate"]["properties"]["organization_id"].update(ORGANIZATION)
    create = schemas["ApiKeyCreate"]
    properties = create["properties"]
    properties["space_id"].update(SPACE)
    user = {name: properties[name] for name in ("name", "description", "expires_at")}
    schemas["ApiKeyCreate"] = {
        "anyOf": [
            {**create, "properties": {**user, "key_type": {"type": "string", "enum": ["user"]}}},
            {
                **create,
                "properties": {**properties, "key_type": {"type": "string", "enum": ["service"]}},
                "required": ["name", "key_type", "space_id"],
            },
        ]
    }


@schemathesis.hook
def before_call(context, case, kwargs):
    """What would end the run's own keys, or what most requests name, ends something else that exists."""
    if case.method == "DELETE" or case.path.endswith("/refresh"):
        for name, value in (case.path_parameters or {}).items():
            if unquote(str(value)).rstrip("=") in kept or is_about_the_body(case):
                case.path_parameters[name] = next(spare[name])


def is_about_the_body(case):
    """Then an unknown key would hide what is wrong with the body behind a 404."""
    data = case.meta and case.meta.phase.data
    return getattr(getattr(data, "parameter_location", None), "value", None) == "body"


@schemathesis.hook
def after_call(context, case, response):
    statuses[case.operation.label][response.status_code] += 1


@atexit.register
def write_statuses():
    with open(os.environ["CONFORMANCE_STATUSES"], "w", encoding="utf-8") as file:
        json.dump(statuses, file)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Input that fits the schema may be refused for what no schema can say, and with that rule's status only."""
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    query = case.query or {}
    body = case.body if isinstance(case.body, dict) else {}
    rules = (
        (400, "cursor" in query),
        (400, "space_id" in query and query.get("key_type") == "user"),
        (422, "expires_at" in body and not lies_ahead(body["expires_at"])),
    )
    return (response.status_code, True) not in rules


def lies_ahead(text):
    whole_seconds = re.sub(r"\.\d+", "", text.upper().replace("Z", "+00:00"))
    try:
        return datetime.fromisoformat(whole_seconds).timestamp() > time.time()
    except (ValueError, OverflowError):
        return False


@schemathesis.check
def rules_conformance(ctx, response, case):
    """What breaks a rule that no schema can say is refused."""
    if response.status_code >= 300 or not isinstance(case.body, dict):
        return
    body = case.body
    is_key = case.operation.label == "POST /v2/api-keys"
    service = body.get("key_type", "user") == "service"
    broken = {
        "an expiry in the past": "expires_at" in body and not lies_ahead(body["expires_at"]),
        "a user key with a space or roles": is_key and not service and ("space_id" in body or "roles" in body),
        "a service key without a space": is_key and service and "space_id" not in body,
        "a grace of more than a day": not 0 <= body.get("grace_period_seconds", 0) <= 86_400,
    }
    for rule, is_broken in broken.items():
        if is_broken:
            raise AssertionError(f"{response.status_code} for {rule}")


@schemathesis.check
def default_response_conformance(ctx, response, case):
    """An answer that the operation doesn't list is one of those that `default` names."""
    listed = str(response.status_code) in case.operation.responses.status_codes
    if not listed and response.status_code not in PROTOCOL_FAILURES:
        raise AssertionError(f"{response.status_code} is not a documented status of {case.operation.label}")


@schemathesis.check
def problem_conformance(ctx, response, case):
    """A failure is a problem that repeats its status, and no other answer is one."""
    media_type = (response.headers.get("content-type") or [""])[0]
    failed = response.status_code >= 400
    if failed != (media_type == "application/problem+json"):
        raise AssertionError(f"{response.status_code} came with the media type {media_type!r}")
    if failed and case.method != "HEAD":
        status = json.loads(response.content).get("status")
        if status != response.status_code:
            raise AssertionError(f"the problem says {status}, the answer {response.status_code}")
