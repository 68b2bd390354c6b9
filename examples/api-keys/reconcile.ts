// Finds out what became of a create whose answer was lost, and acts on it.
//
//   npm run examples -- api-keys/reconcile           against an emulator
//   npm run examples -- api-keys/reconcile --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { type ApiKeyCreated, ArizeClient, OutcomeUnknownError } from "arize-sdk";
import { loseNextAnswer } from "../lose-next-answer.js";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");
const params = { name: "arize-sdk-example", space, expiresAt: new Date(Date.now() + 3_600_000) };

async function createOnce(): Promise<ApiKeyCreated> {
  try {
    return await client.apiKeys.createServiceKey(params);
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError)) throw error;
    const { outcome, candidates, reason } = await client.apiKeys.reconcile(error);
    console.log(`${outcome}: ${reason}`);
    if (outcome === "unclear") throw new Error("Somebody must look at the keys.", { cause: error });

    // Nobody holds the secret of a key that was made and lost. If it is ours, it goes; then the create is repeated.
    const [callingKey] = (await client.apiKeys.list({ limit: 1 })).data;
    for (const { id, redactedKey, createdByUserId } of candidates) {
      if (createdByUserId !== callingKey?.createdByUserId) throw new Error(`${redactedKey} is somebody else's.`);
      await client.apiKeys.delete({ apiKeyId: id });
      console.log(`deleted ${redactedKey}, which nobody holds`);
    }
    return client.apiKeys.createServiceKey(params);
  }
}

loseNextAnswer(); // else there would be nothing to see
const created = await createOnce();
try {
  console.log(`${created.redactedKey} is the one that we hold`);
} finally {
  await client.apiKeys.delete({ apiKeyId: created.id });
}
