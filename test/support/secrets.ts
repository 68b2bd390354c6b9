import { inspect } from "node:util";

/** Where a planted secret was found. */
export interface Leak {
  readonly secret: string;
  readonly where: string;
}

/**
 * Looks for planted secrets in everything that a program could print of a value: `inspect` at any depth with and
 * without hidden properties, JSON, `String`, a structured clone, stacks, and every property, getter, map entry and
 * prototype that can be reached from it. Also looks for their base64 and URL-encoded forms.
 */
export function findSecrets(roots: Readonly<Record<string, unknown>>, secrets: readonly string[]): Leak[] {
  const forms = secrets.flatMap((secret) => [
    { secret, form: secret },
    { secret, form: Buffer.from(secret).toString("base64").replace(/=+$/, "") },
    { secret, form: encodeURIComponent(secret) },
  ]);
  const leaks: Leak[] = [];
  const look = (text: unknown, where: string) => {
    if (typeof text !== "string") return;
    for (const { secret, form } of forms) if (text.includes(form)) leaks.push({ secret, where });
  };
  for (const [name, root] of Object.entries(roots)) {
    look(inspect(root, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null }), `inspect(${name})`);
    look(inspect(root, { depth: Infinity, customInspect: false, showHidden: true }), `inspect(${name}) without custom`);
    look(
      attempt(() => JSON.stringify(root)),
      `JSON of ${name}`,
    );
    look(
      attempt(() => String(root)),
      `String(${name})`,
    );
    look(
      attempt(() => inspect(structuredClone(root), { depth: Infinity, showHidden: true })),
      `clone of ${name}`,
    );
    walk(root, name, look);
  }
  return leaks;
}

function walk(root: unknown, name: string, look: (text: unknown, where: string) => void): void {
  const seen = new Set<unknown>();
  const queue: [unknown, string][] = [[root, name]];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [value, path] = next;
    look(value, path);
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
    if (value === globalThis || value === process) continue;
    seen.add(value);
    if (value instanceof Map || value instanceof Set) {
      for (const entry of value) queue.push([entry, `${path}<entry>`]);
    }
    for (const property of Reflect.ownKeys(value)) {
      look(String(property), `${path} (a name)`);
      queue.push([attempt(() => Reflect.get(value, property)), `${path}.${String(property)}`]);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype && prototype !== Function.prototype) {
      for (const property of Reflect.ownKeys(prototype as object)) {
        queue.push([attempt(() => Reflect.get(prototype as object, property, value)), `${path}.${String(property)}`]);
      }
    }
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
