// The same work with @arizeai/ax-client and with arize-sdk, side by side. Both read ARIZE_API_KEY and ARIZE_BASE_URL.
//
//   npm run examples -- guides/migrating-from-ax-client           against an emulator
//   npm run examples -- guides/migrating-from-ax-client --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import * as ax from "@arizeai/ax-client";
import { ArizeClient, NotFoundError } from "arize-sdk";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");
const expiresAt = new Date(Date.now() + 3_600_000);
const name = "arize-sdk-example";
const made: string[] = [];

try {
  // Every service key of a space. Before: its ID, and a loop over cursors.
  const { id: spaceId } = await ax.getSpace({ space });
  const before: ax.ApiKey[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const { data, pagination } = await ax.listApiKeys({ spaceId, limit: 100, ...(cursor && { cursor }) });
    before.push(...data);
    cursor = pagination.nextCursor;
    more = pagination.hasMore;
  }
  // After: its name or its ID, and a list that is all pages.
  const after = await client.apiKeys.list({ space, limit: 100 }).toArray();
  console.log(`list: ${before.length} keys, ${after.length} keys`);

  // A service key. Before: a create with a type, an ID and nested roles.
  const old = await ax.createApiKey({
    name,
    keyType: "service",
    spaceId,
    expiresAt,
    roles: { spaceRole: "read-only" },
  });
  made.push(old.id);
  // After: a method of its own. Printed or made JSON of, what it gives leaves the secret out.
  const created = await client.apiKeys.createServiceKey({ name, space, expiresAt, spaceRole: "read-only" });
  made.push(created.id);
  console.log(`create: ${old.redactedKey}, ${created.redactedKey}`);

  // A rotation has the same parameters and the same two sharp edges. It ends the old key: here one of the two.
  const refreshed = await ax.refreshApiKey({ apiKeyId: old.id, expiresAt, gracePeriodSeconds: 600 });
  made.push(refreshed.id);
  const next = await client.apiKeys.refresh({ apiKeyId: created.id, expiresAt, gracePeriodSeconds: 600 });
  made.push(next.id);
  console.log(`refresh: ${refreshed.redactedKey}, ${next.redactedKey}`);
} finally {
  // ax.deleteApiKey({ apiKeyId }) reads the same. Deleting twice is a NotFoundError in both.
  for (const apiKeyId of made) await client.apiKeys.delete({ apiKeyId });
}

// Errors: `statusCode` is `status`, AuthorizationError is PermissionDeniedError, ResolutionError is SpaceNotFoundError,
// AmbiguousNameError is AmbiguousSpaceError. A lost answer, there a failed fetch, is an OutcomeUnknownError.
const [apiKeyId = ""] = made;
await ax.deleteApiKey({ apiKeyId }).catch((error: unknown) => {
  if (!(error instanceof ax.NotFoundError)) throw error;
  console.log(`before: ${error.statusCode} ${error.message}`);
});
await client.apiKeys.delete({ apiKeyId }).catch((error: unknown) => {
  if (!(error instanceof NotFoundError)) throw error;
  console.log(`after: ${error.status} ${error.problem?.detail}`);
});
