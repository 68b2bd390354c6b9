// What the Python SDK's calls are here. Each is preceded by its Python; names are the same, in camelCase.
//
//   npm run examples -- guides/migrating-from-python           against an emulator
//   npm run examples -- guides/migrating-from-python --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { APIError, ApiKeySpaceRole, ApiKeyStatus, ArizeClient } from "arize-sdk";

const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");
const in1Hour = new Date(Date.now() + 3_600_000); // datetime.now(timezone.utc) + timedelta(hours=1)

// client = ArizeClient()
const client = new ArizeClient();

// page = client.api_keys.list(space="prod", status="deleted", limit=10)
// print(len(page.api_keys), page.pagination.has_more)
const page = await client.apiKeys.list({ space, status: ApiKeyStatus.DELETED, limit: 10 });
console.log(page.data.length, page.pagination.hasMore);

// cursor = None
// while True:
//     page = client.api_keys.list(space="prod", cursor=cursor)
//     for key in page.api_keys: print(key.name)
//     if not page.pagination.has_more: break
//     cursor = page.pagination.next_cursor
for await (const key of client.apiKeys.list({ space })) console.log(key.name);

// key = client.api_keys.create_service_key(
//     name="ci", space="prod", space_role=ApiKeySpaceRole.READ_MINUS_ONLY, expires_at=in_1_hour)
const name = "arize-sdk-example";
const key = await client.apiKeys.createServiceKey({
  name,
  space,
  spaceRole: ApiKeySpaceRole.READ_ONLY, // or "read-only"
  expiresAt: in1Hour, // or an ISO 8601 string with a time zone
});
const made = [key.id];
try {
  // new = client.api_keys.refresh(api_key_id=key.id, expires_at=in_1_hour, grace_period_seconds=600)
  // print(new.id, new.redacted_key)
  const next = await client.apiKeys.refresh({ apiKeyId: key.id, expiresAt: in1Hour, gracePeriodSeconds: 600 });
  made.push(next.id);
  console.log(next.id, next.redactedKey);
} finally {
  // client.api_keys.delete(api_key_id=key.id)
  for (const apiKeyId of made) await client.apiKeys.delete({ apiKeyId });
}

// try:
//     client.api_keys.delete(api_key_id=key.id)
// except ApiException as error:
//     print(error.status, error.reason)
try {
  await client.apiKeys.delete({ apiKeyId: key.id });
} catch (error) {
  if (!(error instanceof APIError)) throw error;
  console.log(error.status, error.problem?.title); // or catch a class of its own, here NotFoundError
}
