// Rotates a key: a replacement takes over, and the old key works on for ten minutes.
//
//   npm run examples -- api-keys/refresh           against an emulator
//   npm run examples -- api-keys/refresh --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { type ApiKeyCreated, ArizeClient } from "arize-sdk";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");
const in1Hour = new Date(Date.now() + 3_600_000);

const made: ApiKeyCreated[] = [];
try {
  const old = await client.apiKeys.createServiceKey({ name: "arize-sdk-example", space, expiresAt: in1Hour });
  made.push(old);

  const next = await client.apiKeys.refresh({
    apiKeyId: old.id,
    expiresAt: in1Hour, // without it the replacement never ends
    gracePeriodSeconds: 600, // without it the old key ends this instant
  });
  made.push(next);
  console.log(`${old.redactedKey} has ten minutes left, ${next.redactedKey} takes over, with a new ID: ${next.id}`);
} finally {
  for (const { id } of made) await client.apiKeys.delete({ apiKeyId: id });
}
