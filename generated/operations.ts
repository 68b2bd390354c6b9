// Generated from openapi/arize.yaml by `npm run generate`. Do not edit.

/** Each operation of the API, with how stable it is. */
export const operations = {
  api_keys_list: { method: "GET", path: "/v2/api-keys", stage: "alpha" },
  api_keys_create: { method: "POST", path: "/v2/api-keys", stage: "alpha" },
  api_keys_delete: { method: "DELETE", path: "/v2/api-keys/{api_key_id}", stage: "alpha" },
  api_keys_refresh: { method: "POST", path: "/v2/api-keys/{api_key_id}/refresh", stage: "alpha" },
  spaces_list: { method: "GET", path: "/v2/spaces", stage: "beta" },
  spaces_create: { method: "POST", path: "/v2/spaces", stage: "beta" },
  spaces_get: { method: "GET", path: "/v2/spaces/{space_id}", stage: "beta" },
  spaces_delete: { method: "DELETE", path: "/v2/spaces/{space_id}", stage: "beta" },
  spaces_update: { method: "PATCH", path: "/v2/spaces/{space_id}", stage: "beta" },
} as const;

/**
 * The bounds and defaults of what a request may hold, under their names in the API: of the fields of a body by the
 * name of its schema, and of query parameters by the name of the operation.
 */
export const bounds = {
  ApiKeyCreate: {
    name: { minLength: 1, maxLength: 256 },
    description: { maxLength: 1000 },
    key_type: { default: "user" },
    space_id: { minLength: 1 },
  },
  ApiKeyRoles: {
    space_role: { default: "member" },
    org_role: { default: "read-only" },
    account_role: { default: "member" },
  },
  ApiKeyRefresh: {
    grace_period_seconds: { minimum: 0, maximum: 86400 },
  },
  SpaceCreate: {
    name: { minLength: 1, maxLength: 255 },
    organization_id: { minLength: 1 },
    description: { maxLength: 1000 },
  },
  SpaceUpdate: {
    name: { minLength: 1, maxLength: 255 },
    description: { maxLength: 1000 },
  },
  api_keys_list: {
    status: { default: "active" },
    space_id: { minLength: 1 },
    user_id: { minLength: 1 },
    limit: { minimum: 1, maximum: 100, default: 50 },
  },
  spaces_list: {
    org_id: { minLength: 1 },
    name: { maxLength: 255 },
    limit: { minimum: 1, maximum: 100, default: 50 },
  },
} as const;
