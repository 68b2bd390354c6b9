import type { Emulator } from "arize-sdk/testing";

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the wire holds
  body: any;
}

export interface Sent {
  query?: Record<string, string | number> | string;
  body?: unknown;
  headers?: Record<string, string>;
}

export type Caller = (method: string, path: string, sent?: Sent) => Promise<Reply>;

/** Calls the emulator over plain HTTP with one API key; with `null`, with none. */
export function callerOf(emulator: Emulator, apiKey: string | null = emulator.apiKey): Caller {
  return async (method, path, { query = "", body, headers = {} } = {}) => {
    const search = new URLSearchParams();
    for (const [name, value] of typeof query === "string" ? new URLSearchParams(query) : Object.entries(query)) {
      search.append(name, String(value));
    }
    const response = await fetch(`${emulator.url}${path}${search.size > 0 ? `?${search}` : ""}`, {
      method,
      headers: {
        ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
}

/** The ID of a space of the default state. */
export function spaceId(emulator: Emulator, name: string, organization = "Acme"): string {
  const home = emulator.organizations.find((each) => each.name === organization);
  const found = emulator.spaces.find((space) => space.name === name && space.organizationId === home?.id);
  if (found === undefined) throw new Error(`no space ${name} in ${organization}`);
  return found.id;
}

/** The users of the default state: account admin, developer, neither. */
export function people(emulator: Emulator) {
  const [ada, ben, cleo] = emulator.users;
  if (!ada || !ben || !cleo) throw new Error("the default state has three users");
  return { ada, ben, cleo };
}

export const hour = 3_600_000;

export function at(emulator: Emulator, offset: number): string {
  return new Date(emulator.clock.now().getTime() + offset).toISOString();
}
