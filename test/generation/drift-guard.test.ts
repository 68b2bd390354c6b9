import { afterEach, beforeEach, expect, test } from "vitest";
import { WorkingCopy } from "./working-copy.js";

const SPEC = "openapi/arize.yaml";

let copy: WorkingCopy;

beforeEach(() => {
  copy = new WorkingCopy();
});

afterEach(() => {
  copy.remove();
});

test("what is committed is what the spec gives, and compiles", () => {
  expect(copy.generate("--check")).toMatchObject({ status: 0 });
  expect(copy.filesWithErrors()).toEqual([]);
});

test("a field added to ApiKey stops the compiler in the one mapping of that type", () => {
  copy.insert(SPEC, ["    ApiKey:", "      properties:"], field("team"));

  expect(copy.generate()).toMatchObject({ status: 0 });

  expect(copy.read("generated/models/api-key.ts")).toContain("'team'?: string;");
  expect(copy.filesWithErrors()).toEqual([expect.stringMatching(/^src\/resources\//)]);
});

test("a required query parameter added to api_keys_list stops the compiler in a resource", () => {
  copy.insert(
    SPEC,
    ["      operationId: api_keys_list", "      parameters:"],
    `        - name: team
          in: query
          required: true
          description: Added by the test.
          schema:
            type: string`,
  );

  expect(copy.generate()).toMatchObject({ status: 0 });

  expect(copy.filesWithErrors()).toContainEqual(expect.stringMatching(/^src\/resources\//));
});

test("a required field added to ApiKeyCreate stops the compiler in a resource", () => {
  copy.insert(SPEC, ["    ApiKeyCreate:", "      properties:"], field("team"));
  copy.replace(SPEC, "required: [name]", "required: [name, team]");

  expect(copy.generate()).toMatchObject({ status: 0 });

  expect(copy.read("generated/models/api-key-create.ts")).toContain("'team': string;");
  expect(copy.filesWithErrors()).toContainEqual(expect.stringMatching(/^src\/resources\//));
});

test("what the spec deprecates is marked in generated/, where editors strike it through", () => {
  copy.insert(SPEC, ["      operationId: api_keys_refresh"], "      deprecated: true");
  copy.insert(SPEC, ["    ApiKeyStatus:"], "      deprecated: true");
  copy.insert(SPEC, ["    ApiKey:", "      properties:", "        redacted_key:"], "          deprecated: true");

  expect(copy.generate()).toMatchObject({ status: 0 });

  const marked = (name: string) => new RegExp(`@deprecated\n(?: *\\*.*\n)* *(?:public |export const |')${name}\\b`);
  expect(copy.read("generated/apis/apikeys-api.ts")).toMatch(marked("apiKeysRefresh"));
  expect(copy.read("generated/models/api-key-status.ts")).toMatch(marked("ApiKeyStatus"));
  expect(copy.read("generated/models/api-key.ts")).toMatch(marked("redacted_key"));
  expect(copy.read("generated/operations.ts")).toMatch(/api_keys_refresh: .* stage: "alpha", deprecated: true }/);
  expect(copy.filesWithErrors()).toEqual([]);
});

test("a field added to Project stops the compiler in the one mapping of the extension", () => {
  copy.insert("examples/extension/openapi/projects.yaml", ["    Project:", "      properties:"], field("team"));

  expect(copy.generate()).toMatchObject({ status: 0 });

  expect(copy.filesWithErrors()).toEqual(["examples/extension/src/project.ts"]);
});

test.each([
  ["generated", "api-key", "redacted_key"],
  ["examples/extension/generated", "project", "space_id"],
])("an edit by hand in %s/ fails the check, which prints the edited line", (folder, model, name) => {
  copy.replace(`${folder}/models/${model}.ts`, `'${name}': string;`, `'${name}': number;`);

  const { status, output } = copy.generate("--check");

  expect(status).toBe(1);
  expect(output).toContain(`-    '${name}': number;`);
  expect(output).toContain(`+    '${name}': string;`);
});

function field(name: string): string {
  return `        ${name}:
          type: string
          description: Added by the test.`;
}
