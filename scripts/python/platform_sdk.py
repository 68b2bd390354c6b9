"""The life of keys and spaces through the platform's own Python SDK: a line for each rule, exit code 1 when one fails.

What it is to meet comes on standard input as JSON: url, apiKey, organizations, spaces and users of an emulator that
serves its control API.
"""

import json
import logging
import sys
import urllib.request
from datetime import datetime, timedelta, timezone

from arize import ArizeClient
from arize._generated.api_client.exceptions import ApiException
from arize.api_keys.types import ApiKeySpaceRole, ApiKeyStatus, ApiKeyType
from arize.utils import resolve

logging.disable(logging.WARNING)  # its notes that the endpoints are in alpha and beta
START = json.load(sys.stdin)
URL = START["url"]
ORGANIZATION = START["organizations"][0]["id"]
SPACE = next(space for space in START["spaces"] if space["name"] == "prod")
failures = 0


def client(api_key):
    return ArizeClient(api_key=api_key, api_scheme="http", api_host=URL.removeprefix("http://"))


def control(action, body):
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/__emulator/{action}", data, {"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def now():
    return datetime.fromisoformat(control("clock", {})["now"].replace("Z", "+00:00")).astimezone(timezone.utc)


def status_of(call):
    """The status that a call is refused with, or None when it isn't."""
    try:
        call()
    except ApiException as error:
        return error.status
    return None


def rule(title, holds, *seen):
    global failures
    failures += not holds
    print(f"{'✓' if holds else '✗'} {title}{'' if holds else f': {seen}'}", flush=True)


def works(api_key):
    return status_of(lambda: client(api_key).spaces.list()) is None


arize = client(START["apiKey"])
in_an_hour = (now() + timedelta(hours=1)).replace(microsecond=0)

# User keys.
made = arize.api_keys.create(name="laptop", description="mine", expires_at=in_an_hour)
rule("create gives a user key with what was asked", (made.name, made.description) == ("laptop", "mine"), made.name)
rule("its end is the one asked for", made.expires_at == in_an_hour, made.expires_at)
rule("its secret authenticates", works(made.key))
keys = arize.api_keys.list(key_type=ApiKeyType.USER, limit=100).api_keys
rule("list shows it, without its secret", made.id in [key.id for key in keys] and made.key not in str(keys))
rotated = arize.api_keys.refresh(api_key_id=made.id, expires_at=in_an_hour, grace_period_seconds=60)
rule("refresh keeps name and description", (rotated.name, rotated.description) == ("laptop", "mine"))
rule("during the grace both keys authenticate", works(made.key) and works(rotated.key))
control("clock", {"advance": 61_000})
rule("after it the new one alone does", not works(made.key) and works(rotated.key))
arize.api_keys.delete(api_key_id=rotated.id)
rule("a deleted key gets 401", status_of(lambda: client(rotated.key).spaces.list()) == 401)
rule("a second delete is 404", status_of(lambda: arize.api_keys.delete(api_key_id=rotated.id)) == 404)
deleted = arize.api_keys.list(status=ApiKeyStatus.DELETED, limit=100).api_keys
rule("the list of deleted keys has it", rotated.id in [key.id for key in deleted])
rule("an end in the past is 422", status_of(lambda: arize.api_keys.create(name="x", expires_at=now() - timedelta(1))) == 422)
short = arize.api_keys.create(name="short", expires_at=now() + timedelta(minutes=1))
control("clock", {"advance": 61_000})
rule("an expired key no longer authenticates", not works(short.key))

# Service keys.
service = arize.api_keys.create_service_key(name="ci", space="prod", space_role=ApiKeySpaceRole.READ_MINUS_ONLY)
by_name = arize.api_keys.list(space="prod", limit=100).api_keys
by_id = arize.api_keys.list(space=SPACE["id"], limit=100).api_keys
rule("a service key is listed in its space, by name and by ID", service.id in [key.id for key in by_name] and by_name == by_id)
rule("it makes no keys", status_of(lambda: client(service.key).api_keys.create(name="more")) == 403)
replaced = arize.api_keys.refresh(api_key_id=service.id)
rule("refresh without grace ends the old key at once", not works(service.key) and works(replaced.key))
rule("refresh without an end makes a key that never ends", replaced.expires_at is None, replaced.expires_at)

# Pages.
first = arize.api_keys.list(space="prod", limit=1)
rule("a page has its limit, and a cursor to the next", len(first.api_keys) == 1 and first.pagination.has_more)
second = arize.api_keys.list(space="prod", limit=1, cursor=first.pagination.next_cursor)
rule("the next page has other keys", second.api_keys[0].id != first.api_keys[0].id)

# Spaces.
admin = client(next(user["apiKey"] for user in START["users"] if user["accountAdmin"]))
space = admin.spaces.create(name="staging", organization_id=ORGANIZATION, description="Before prod")
rule("a space is found by ID and by name", admin.spaces.get(space=space.id) == admin.spaces.get(space="staging") == space)
taken = status_of(lambda: admin.spaces.create(name="staging", organization_id=ORGANIZATION))
rule("its name is taken: 409", taken == 409, taken)
renamed = admin.spaces.update(space="staging", name="preview", description="")
rule("update changes what it names", (renamed.id, renamed.name, renamed.description) == (space.id, "preview", ""))
named = admin.spaces.list(name="PREV", organization_id=ORGANIZATION).spaces
rule("list finds part of a name in any case", [each.id for each in named] == [space.id])
admin.spaces.delete(space=space.id)
rule("a deleted space is 404", status_of(lambda: admin.spaces.get(space=space.id)) == 404)
try:
    admin.spaces.get(space="shared")
    rule("a name in two organizations is ambiguous", False)
except resolve.AmbiguousNameError as error:
    rule("a name in two organizations is ambiguous", "shared" in str(error))

sys.exit(1 if failures else 0)
