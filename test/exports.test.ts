import * as sdk from "arize-sdk";
import { describe, expect, test } from "vitest";

/** A copy: by their names, and not through the module. */
const exported = { ...sdk };

// The list is the public interface: a change of it is a change that users see.
test("the package exports these names", () => {
  expect(Object.keys(sdk).sort()).toEqual([
    "APIError",
    "AbortError",
    "AmbiguousSpaceError",
    "ApiKeyAccountRole",
    "ApiKeyOrganizationRole",
    "ApiKeySpaceRole",
    "ApiKeyStatus",
    "ApiKeyType",
    "ArizeClient",
    "ArizeError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionError",
    "MissingApiKeyError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseError",
    "ServerError",
    "SpaceNotFoundError",
    "TimeoutError",
    "UnprocessableEntityError",
    "VERSION",
    "ValidationError",
    "checkParams",
    "rules",
  ]);
});

test("the enums have these values", () => {
  const { ApiKeyType, ApiKeyStatus, ApiKeySpaceRole, ApiKeyOrganizationRole, ApiKeyAccountRole } = sdk;

  expect({ ApiKeyType, ApiKeyStatus, ApiKeySpaceRole, ApiKeyOrganizationRole, ApiKeyAccountRole }).toEqual({
    ApiKeyType: { USER: "user", SERVICE: "service" },
    ApiKeyStatus: { ACTIVE: "active", DELETED: "deleted" },
    ApiKeySpaceRole: { ADMIN: "admin", MEMBER: "member", READ_ONLY: "read-only" },
    ApiKeyOrganizationRole: { ADMIN: "admin", MEMBER: "member", READ_ONLY: "read-only" },
    ApiKeyAccountRole: { ADMIN: "admin", MEMBER: "member" },
  });
});

describe("the client", () => {
  const client = new sdk.ArizeClient({ apiKey: "ak-x", logLevel: "off" });
  const methodsOf = (object: object) => Object.getOwnPropertyNames(Object.getPrototypeOf(object)).sort();

  test("has these members", () => {
    expect(methodsOf(client)).toEqual(
      ["api", "apiKeys", "close", "constructor", "extend", "resolveSpaceId", "spaces", "toJSON"].sort(),
    );
    expect(Object.keys(client)).toEqual([]);
  });

  test("has these methods for API keys", () => {
    expect(methodsOf(client.apiKeys)).toEqual(
      ["constructor", "create", "createServiceKey", "delete", "list", "reconcile", "refresh"].sort(),
    );
  });

  test("has these methods for spaces", () => {
    expect(methodsOf(client.spaces)).toEqual(["constructor", "create", "delete", "get", "list", "update"].sort());
  });
});

test.each([
  ["MissingApiKeyError", ["ConfigurationError", "ArizeError"]],
  ["ConfigurationError", ["ArizeError"]],
  ["ValidationError", ["ArizeError"]],
  ["SpaceNotFoundError", ["ArizeError"]],
  ["AmbiguousSpaceError", ["ArizeError"]],
  ["APIError", ["ArizeError"]],
  ["BadRequestError", ["APIError", "ArizeError"]],
  ["AuthenticationError", ["APIError", "ArizeError"]],
  ["PermissionDeniedError", ["APIError", "ArizeError"]],
  ["NotFoundError", ["APIError", "ArizeError"]],
  ["ConflictError", ["APIError", "ArizeError"]],
  ["UnprocessableEntityError", ["APIError", "ArizeError"]],
  ["RateLimitError", ["APIError", "ArizeError"]],
  ["ServerError", ["APIError", "ArizeError"]],
  ["ConnectionError", ["ArizeError"]],
  ["TimeoutError", ["ArizeError"]],
  ["AbortError", ["ArizeError"]],
  ["ResponseError", ["ArizeError"]],
  ["OutcomeUnknownError", ["ArizeError"]],
] as const)("%s extends %j and Error, and has its own name", (name, ancestors) => {
  const lineage: string[] = [];
  for (
    let proto = Object.getPrototypeOf(exported[name].prototype);
    proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto)
  ) {
    lineage.push(proto.name);
  }

  expect(lineage).toEqual([...ancestors, "Error"]);
  expect(exported[name].prototype.name).toBe(name);
});
