// Every error of the SDK with what to do about it, and what is repeated. A service doesn't fail when it is told to, so
// this example brings an emulator, and lets things go wrong there.
//
//   npm run examples -- guides/errors-and-retries
import {
  AbortError,
  AmbiguousSpaceError,
  APIError,
  ArizeClient,
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
  RateLimitError,
  ResponseError,
  ServerError,
  SpaceNotFoundError,
  TimeoutError,
  UnprocessableEntityError,
  ValidationError,
} from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";

/** What a program, or who runs it, does about an error. The most special classes come first. */
function whatToDo(error: unknown): string {
  if (error instanceof MissingApiKeyError) return "set ARIZE_API_KEY";
  if (error instanceof ConfigurationError) return `correct the option ${error.option}`;
  if (error instanceof ValidationError) return `correct ${error.issues.map(({ path }) => path).join(" and ")}`;
  if (error instanceof SpaceNotFoundError) return `take one of ${error.suggestions.join(", ")}`;
  if (error instanceof AmbiguousSpaceError) return `take one of ${error.spaceIds.length} IDs`;
  if (error instanceof AuthenticationError) return "use another key: this one is unknown, revoked or expired";
  if (error instanceof PermissionDeniedError) return "ask an admin for the permission";
  if (error instanceof NotFoundError) return "check the ID, or be content: it is gone";
  if (error instanceof ConflictError) return "choose another name";
  if (error instanceof BadRequestError || error instanceof UnprocessableEntityError) {
    return `change what you ask for: ${error.problem?.detail}`;
  }
  if (error instanceof RateLimitError) return `wait ${error.retryAfterSeconds} s`;
  if (error instanceof ServerError) return "try later, and report the request's ID";
  if (error instanceof APIError) return `look up what ${error.status} means here`;
  if (error instanceof ConnectionError) return `look at the network: ${error.code} after ${error.attempts} attempts`;
  if (error instanceof TimeoutError) return `try later, or allow more than ${error.timeout} ms`;
  if (error instanceof AbortError) return "nothing: you wanted it";
  if (error instanceof ResponseError) return `look for a proxy in between: it leads to ${error.redirectHost}`;
  if (error instanceof OutcomeUnknownError) return "don't repeat it: let reconcile find out";
  if (error instanceof ArizeError) return "update this list";
  throw error; // a defect of the program
}

await using emulator = await startEmulator();
const { faults, clientOptions, users } = emulator;
const { apiKeys, spaces } = new ArizeClient(clientOptions);
const reader = new ArizeClient({ ...clientOptions, apiKey: users[2]?.apiKey });
const stranger = new ArizeClient({ ...clientOptions, apiKey: "not-a-key" });
const nowhere = new ArizeClient({ ...clientOptions, baseUrl: "http://127.0.0.1:1", maxRetries: 1 });
const unknownId = Buffer.from("ApiKey:0:none").toString("base64");
const organizationId = emulator.organizations[0]?.id ?? "";
const inAnHour = new Date(Date.now() + 3_600_000);

/** Each with a fault of the service, or with a mistake of the caller. */
const situations: (() => unknown)[] = [
  () => {
    delete process.env.ARIZE_API_KEY;
    return new ArizeClient();
  },
  () => new ArizeClient({ apiKey: " " }),
  () => apiKeys.create({ name: "" }),
  () => apiKeys.list({ space: "PROD" }),
  () => apiKeys.list({ space: "shared" }),
  () => stranger.apiKeys.list(),
  () => reader.apiKeys.create({ name: "laptop" }),
  () => apiKeys.delete({ apiKeyId: unknownId }),
  () => spaces.create({ name: "prod", organizationId }),
  () => apiKeys.list({ cursor: "made-up" }),
  () => {
    faults.next("api_keys_create", { status: 422, problem: { detail: "The account has all the keys it may have" } });
    return apiKeys.create({ name: "laptop" });
  },
  () => {
    faults.next("api_keys_list", { rateLimitUntil: inAnHour });
    return apiKeys.list(); // more than the call's deadline: no use to wait for it
  },
  () => {
    faults.every(1, "api_keys_list", { status: 500 });
    return apiKeys.list({}, { maxRetries: 1 });
  },
  () => {
    faults.next("api_keys_list", { status: 451 });
    return apiKeys.list();
  },
  () => nowhere.apiKeys.list(),
  () => {
    faults.next("api_keys_list", { silence: "no-answer" });
    return apiKeys.list({}, { timeout: 100 });
  },
  () => apiKeys.list({}, { signal: AbortSignal.abort() }),
  () => {
    faults.next("api_keys_list", { redirect: { location: "https://login.example.com" } });
    return apiKeys.list();
  },
  () => {
    faults.next("api_keys_create", { reset: "after-commit" });
    return apiKeys.create({ name: "laptop" });
  },
];

for (const situation of situations) {
  try {
    await situation();
    throw new Error("Nothing went wrong.");
  } catch (error) {
    const what = whatToDo(error);
    console.log(`${(error as Error).name.padEnd(24)} ${what}`);
  } finally {
    faults.clear();
  }
}

// What may be repeated is repeated, without a word from you: here a page, after a bad answer and a broken connection.
let seen = emulator.requests.length;
faults.next("api_keys_list", { status: 503, retryAfter: 0 });
faults.next("api_keys_list", { reset: "before-work" });
await apiKeys.list();
console.log(`a page: ${statuses()}`);

// A create is repeated after a 429, which says that nothing was done, and never after an answer that doesn't.
seen = emulator.requests.length;
faults.next("api_keys_create", { status: 429, retryAfter: 0 });
faults.next("api_keys_create", { status: 502, commit: true });
const lost = await apiKeys.create({ name: "ci" }).catch((error: unknown) => error);
console.log(`a create: ${statuses()}`);

if (!(lost instanceof OutcomeUnknownError)) throw new Error("The answer should have been lost.");
const { outcome, candidates } = await apiKeys.reconcile(lost);
console.log(`reconcile: ${outcome}, ${candidates.map(({ redactedKey }) => redactedKey).join()}`);

function statuses(): string {
  const since = emulator.requests.slice(seen);
  return since.map(({ operation, status }) => `${operation} ${status ?? "without an answer"}`).join(", ");
}
