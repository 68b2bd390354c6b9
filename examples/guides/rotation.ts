// Rotates the service key in a vault. Whatever happens on the way, running it again leads to a key that works.
//
//   npm run examples -- guides/rotation           against an emulator
//   npm run examples -- guides/rotation --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
//
// - Before the service is asked, the vault gets a note of what it is asked. A run that finds a note finishes that
//   rotation first: a lost answer and a crash are the same to it.
// - The new key is stored before anything else is done with it, and then tried.
// - The old key works for another hour, which is the time to run it again after a failure.
import { randomUUID } from "node:crypto";
import { ArizeClient, OutcomeUnknownError } from "arize-sdk";
import { loseNextAnswer } from "../lose-next-answer.js";

interface Entry {
  readonly id: string;
  readonly key: string;
  /** A refresh that was begun, in the form that `reconcile` takes. */
  readonly begun?: {
    operation: "api_keys.refresh";
    startedAt: string;
    params: { apiKeyId: string; expiresAt: string };
  };
}

/** Your secret manager. What it has written, it must not forget. */
interface Vault {
  read(): Promise<Entry>;
  write(entry: Entry): Promise<void>;
}

const LIFETIME_MS = 86_400_000;
const GRACE_SECONDS = 3_600;
const ATTEMPTS = 3;

async function rotate(client: ArizeClient, vault: Vault, space: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rotateOnce(client, vault, space);
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function rotateOnce(client: ArizeClient, vault: Vault, space: string): Promise<void> {
  const entry = await vault.read();
  const apiKeyId = await keyToReplace(client, entry, space);
  const expiresAt = new Date(Date.now() + LIFETIME_MS).toISOString();
  const startedAt = new Date().toISOString();
  await vault.write({ ...entry, begun: { operation: "api_keys.refresh", startedAt, params: { apiKeyId, expiresAt } } });

  // A replacement that got lost needs no grace: nobody uses it.
  const gracePeriodSeconds = apiKeyId === entry.id ? GRACE_SECONDS : 0;
  const next = await client.apiKeys.refresh({ apiKeyId, expiresAt, gracePeriodSeconds });
  await vault.write({ id: next.id, key: next.key });

  await using user = new ArizeClient({ apiKey: next.key });
  await user.spaces.list({ limit: 1 });
}

/** The key in the vault, or the replacement of it that nobody holds. */
async function keyToReplace(client: ArizeClient, { id, begun }: Entry, space: string): Promise<string> {
  if (!begun) return id;
  const { outcome, candidates, reason } = await client.apiKeys.reconcile(begun, { space });
  console.log(`  a rotation was begun; ${outcome}: ${reason}`);
  if (outcome === "unclear") throw new Error(`Somebody must look at the keys of ${space}: ${reason}`);
  return candidates[0]?.id ?? begun.params.apiKeyId;
}

// Three rotations to look at, each of a key of its own.
const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

const tell = async (title: string, story: (vault: Vault) => Promise<void>) => {
  console.log(title);
  const name = `arize-sdk-example-${randomUUID().slice(0, 8)}`;
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  try {
    const first = await client.apiKeys.createServiceKey({ name, space, spaceRole: "read-only", expiresAt });
    let entry: Entry = { id: first.id, key: first.key };
    await story({
      read: async () => entry,
      write: async (next) => {
        entry = next;
      },
    });
    console.log(`  ${first.id} is replaced by ${entry.id}, which works`);
  } finally {
    for (const key of await client.apiKeys.list({ space, limit: 100 }).toArray()) {
      if (key.name === name) await client.apiKeys.delete({ apiKeyId: key.id });
    }
  }
};

await tell("All goes well", (vault) => rotate(client, vault, space));

await tell("The answer is lost", (vault) => {
  loseNextAnswer();
  return rotate(client, vault, space);
});

await tell("The new key can't be stored, and the program is run again", async (vault) => {
  const write = async (entry: Entry) => {
    if (!entry.begun) throw new Error("The vault can't be reached");
    await vault.write(entry);
  };
  const firstRun = rotate(new ArizeClient(), { ...vault, write }, space);
  await firstRun.catch((error: Error) => console.log(`  ${error.message}`));
  await rotate(client, vault, space);
});
