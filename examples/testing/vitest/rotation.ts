import { type ArizeClient, OutcomeUnknownError } from "arize-sdk";

/** Where the service keeps its key. */
export interface Vault {
  get(): Promise<{ id: string; key: string }>;
  put(entry: { id: string; key: string }): Promise<void>;
}

const HOUR_S = 3_600;
const DAY_MS = 86_400_000;

/** Replaces the service key in the vault. What still uses the old one may do so for an hour. */
export async function rotate(client: ArizeClient, vault: Vault, space: string, settle = 5_000): Promise<void> {
  const expiresAt = new Date(Date.now() + 90 * DAY_MS);
  const { id } = await vault.get();
  const refresh = (apiKeyId: string, gracePeriodSeconds: number) =>
    client.apiKeys.refresh({ apiKeyId, expiresAt, gracePeriodSeconds });

  const next = await refresh(id, HOUR_S).catch(async (error: unknown) => {
    if (!(error instanceof OutcomeUnknownError)) throw error;
    const { outcome, candidates, reason } = await client.apiKeys.reconcile(error, { space, settle });
    const [lost] = candidates;
    if (outcome === "created" && lost) return refresh(lost.id, 0); // nobody has its secret: get another one
    if (outcome === "not-created") return refresh(id, HOUR_S);
    throw new Error(`somebody must look at the keys: ${reason}`, { cause: error });
  });
  await vault.put({ id: next.id, key: next.key });
}
