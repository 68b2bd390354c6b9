/**
 * The API keys and spaces of the Arize platform: start at {@link ArizeClient}.
 *
 * @packageDocumentation
 */
export { ApiKeyAccountRole } from "../generated/models/api-key-account-role.js";
export { ApiKeyOrganizationRole } from "../generated/models/api-key-organization-role.js";
export { ApiKeySpaceRole } from "../generated/models/api-key-space-role.js";
export { ApiKeyStatus } from "../generated/models/api-key-status.js";
export { ApiKeyType } from "../generated/models/api-key-type.js";
export { ArizeClient, type Extended, type ExtensionFactories } from "./client.js";
export type { ArizeClientOptions } from "./configuration.js";
export type { BoundOptions, RequestOptions, Subject } from "./connection/call.js";
export type { RequestEvent } from "./connection/report.js";
export {
  AbortError,
  AmbiguousSpaceError,
  APIError,
  ArizeError,
  AuthenticationError,
  BadRequestError,
  ConfigurationError,
  ConflictError,
  ConnectionError,
  MissingApiKeyError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionDeniedError,
  type Problem,
  RateLimitError,
  ResponseError,
  ServerError,
  SpaceNotFoundError,
  TimeoutError,
  UnprocessableEntityError,
  ValidationError,
  type ValidationIssue,
} from "./errors.js";
export type { ExtensionContext, GeneratedApi } from "./extension.js";
export type { Logger, LogLevel } from "./logger.js";
export type { FetchedPage, FetchPage, List, Page } from "./page.js";
export type { ReleaseStage } from "./prerelease.js";
export type { ApiKey, ApiKeyCreated } from "./resources/api-key.js";
export type {
  ApiKeys,
  CreateApiKeyParams,
  CreateServiceKeyParams,
  DeleteApiKeyParams,
  ListApiKeysParams,
  RefreshApiKeyParams,
} from "./resources/api-keys.js";
export type { ReconcileOptions, Reconciliation, UnknownOutcome } from "./resources/reconcile.js";
export type { Space } from "./resources/space.js";
export type {
  CreateSpaceParams,
  DeleteSpaceParams,
  GetSpaceParams,
  ListSpacesParams,
  Spaces,
  UpdateSpaceParams,
} from "./resources/spaces.js";
export { type CommonRules, rules } from "./rules.js";
export type { SpaceRef } from "./space-ref.js";
export { checkParams, type Rule, type Rules } from "./validation.js";
export { VERSION } from "./version.js";
