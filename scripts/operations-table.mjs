// @ts-check
// What the generator leaves out of its output and the SDK needs: the release stage of each operation, and the
// bounds and defaults of what a caller may send.

const METHODS = ["get", "put", "post", "delete", "patch"];
const BOUNDS = ["minLength", "maxLength", "minimum", "maximum", "default"];

/**
 * The source text of `generated/operations.ts`.
 *
 * @param {any} document a whole OpenAPI document, its `$ref`s pointing within it
 */
export function operationsTable(document) {
  /** @type {Record<string, Record<string, unknown>>} */
  const operations = {};
  /** @type {Record<string, Record<string, Record<string, unknown>>>} */
  const schemaBounds = {};
  /** @type {Record<string, Record<string, Record<string, unknown>>>} */
  const queryBounds = {};

  /** @param {any} node */
  const resolve = (node) => {
    let target = node;
    while (target.$ref) target = pointer(document, target.$ref);
    return target;
  };

  /** @param {any} schema */
  const addSchema = (schema) => {
    for (const part of schema.allOf ?? []) addSchema(part);
    const properties = Object.entries(resolve(schema).properties ?? {});
    const bounded = boundsOf(properties);
    if (schema.$ref && bounded) schemaBounds[schema.$ref.split("/").at(-1)] = bounded;
    for (const [, property] of properties) addSchema(property);
  };

  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      const operation = item[method];
      const id = operation.operationId;
      operations[id] = { method: method.toUpperCase(), path, stage: operation["x-release-stage"] };
      if (operation.deprecated) operations[id].deprecated = true;

      const query = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
        .map(resolve)
        .filter((parameter) => parameter.in === "query");
      const bounded = boundsOf(query.map((parameter) => [parameter.name, parameter.schema]));
      if (bounded) queryBounds[id] = bounded;

      const body = operation.requestBody && resolve(operation.requestBody);
      if (body) addSchema(body.content["application/json"].schema);
    }
  }

  return `// Generated from openapi/arize.yaml by \`npm run generate\`. Do not edit.

/** Each operation of the API, with how stable it is. */
export const operations = {
${rows(operations, "  ")}
} as const;

/**
 * The bounds and defaults of what a request may hold, under their names in the API: of the fields of a body by the
 * name of its schema, and of query parameters by the name of the operation.
 */
export const bounds = {
${Object.entries({ ...schemaBounds, ...queryBounds })
  .map(([name, fields]) => `  ${name}: {\n${rows(fields, "    ")}\n  },`)
  .join("\n")}
} as const;
`;
}

/**
 * @param {[string, any][]} fields names and schemas
 * @returns {Record<string, Record<string, unknown>> | undefined} nothing when no field has a bound
 */
function boundsOf(fields) {
  const bounded = fields.flatMap(([name, schema]) => {
    const bounds = BOUNDS.filter((keyword) => keyword in schema).map((keyword) => [keyword, schema[keyword]]);
    return bounds.length > 0 ? [[name, Object.fromEntries(bounds)]] : [];
  });
  return bounded.length > 0 ? Object.fromEntries(bounded) : undefined;
}

/**
 * @param {any} document
 * @param {string} reference such as `#/components/schemas/Space`
 */
function pointer(document, reference) {
  return reference
    .slice("#/".length)
    .split("/")
    .reduce((node, key) => node[key], document);
}

/**
 * @param {Record<string, Record<string, unknown>>} table
 * @param {string} indent
 */
function rows(table, indent) {
  return Object.entries(table)
    .map(([name, row]) => {
      const cells = Object.entries(row).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
      return `${indent}${name}: { ${cells.join(", ")} },`;
    })
    .join("\n");
}
