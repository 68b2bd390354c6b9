import type { ArizeClient, RequestOptions } from "arize-sdk";

export const KEY_ID = "QXBpS2V5Ojc6YWJDZA==";
export const SPACE_ID = "U3BhY2U6OTA1OjFKa1I=";
/** A secret that the service returns: it may be found in `created.key` alone. */
export const RETURNED_KEY = "ak-SENTINEL-returned-444555666777";

export const wireKey = {
  id: KEY_ID,
  name: "ci",
  key_type: "user",
  status: "active",
  redacted_key: "ak-abc...xyz",
  created_at: "2026-06-01T10:00:00Z",
  created_by_user_id: "VXNlcjozOnhZejE=",
};
export const wireCreated = { ...wireKey, key: RETURNED_KEY };
export const wireSpace = { id: SPACE_ID, name: "prod", description: "", created_at: "2026-01-01T00:00:00Z" };
const pagination = { has_more: false };

export interface Operation {
  readonly name: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** What the service answers when all is well. */
  readonly status: number;
  readonly body: unknown;
  call(client: ArizeClient, options?: RequestOptions): Promise<unknown>;
}

/** Every operation of the SDK, each as one request. */
export const operations: readonly Operation[] = [
  {
    name: "apiKeys.list",
    method: "GET",
    status: 200,
    body: { api_keys: [wireKey], pagination },
    call: async (client, options) => await client.apiKeys.list({}, options),
  },
  {
    name: "apiKeys.create",
    method: "POST",
    status: 201,
    body: wireCreated,
    call: (client, options) => client.apiKeys.create({ name: "ci" }, options),
  },
  {
    name: "apiKeys.createServiceKey",
    method: "POST",
    status: 201,
    body: wireCreated,
    call: (client, options) => client.apiKeys.createServiceKey({ name: "ci", space: SPACE_ID }, options),
  },
  {
    name: "apiKeys.refresh",
    method: "POST",
    status: 200,
    body: wireCreated,
    call: (client, options) => client.apiKeys.refresh({ apiKeyId: KEY_ID }, options),
  },
  {
    name: "apiKeys.delete",
    method: "DELETE",
    status: 204,
    body: undefined,
    call: (client, options) => client.apiKeys.delete({ apiKeyId: KEY_ID }, options),
  },
  {
    name: "spaces.list",
    method: "GET",
    status: 200,
    body: { spaces: [wireSpace], pagination },
    call: async (client, options) => await client.spaces.list({}, options),
  },
  {
    name: "spaces.get",
    method: "GET",
    status: 200,
    body: wireSpace,
    call: (client, options) => client.spaces.get({ space: SPACE_ID }, options),
  },
  {
    name: "spaces.create",
    method: "POST",
    status: 201,
    body: wireSpace,
    call: (client, options) =>
      client.spaces.create({ name: "prod", organizationId: "T3JnYW5pemF0aW9uOjE6YQ==" }, options),
  },
  {
    name: "spaces.update",
    method: "PATCH",
    status: 200,
    body: wireSpace,
    call: (client, options) => client.spaces.update({ space: SPACE_ID, name: "prod" }, options),
  },
  {
    name: "spaces.delete",
    method: "DELETE",
    status: 204,
    body: undefined,
    call: (client, options) => client.spaces.delete({ space: SPACE_ID }, options),
  },
];
