import { bounds, operations } from "../../generated/operations.js";
import type { RequestOptions } from "../connection/call.js";
import type { ExtensionContext } from "../extension.js";
import { once } from "../once.js";
import type { List } from "../page.js";
import type { SpaceLookup } from "../space-lookup.js";
import type { SpaceRef } from "../space-ref.js";
import { cursor, id, integer, isPlainObject, optional, spaceRef, text } from "../validation.js";
import { isPageOf, isRecord } from "../wire.js";
import { isNoContent, type Method, start } from "./method.js";
import { type Space, toSpace } from "./space.js";

/**
 * Which spaces `client.spaces.list` gives.
 *
 * @example
 * const params: ListSpacesParams = { name: "prod", limit: 20 };
 */
export interface ListSpacesParams {
  /** Only spaces of this organization, by its ID. */
  organizationId?: string | undefined;
  /** Only spaces whose name holds this text, in any case, at most 255 characters. */
  name?: string | undefined;
  /** The size of a page, 1 to 100; not a maximum of items. Default: 50. */
  limit?: number | undefined;
  /** Where to start: the `nextCursor` of an earlier page. */
  cursor?: string | undefined;
}

/**
 * Which space `client.spaces.get` reads.
 *
 * @example
 * const params: GetSpaceParams = { space: "prod" };
 */
export interface GetSpaceParams {
  /** Its ID or name; a name is looked up each time. */
  space: SpaceRef;
}

/**
 * What `client.spaces.create` makes.
 *
 * @example
 * const params: CreateSpaceParams = { name: "staging", organizationId, description: "Before prod" };
 */
export interface CreateSpaceParams {
  /** 1 to 255 characters, unique in the organization. */
  name: string;
  /** The ID of the organization that the space belongs to. */
  organizationId: string;
  /** At most 1,000 characters. Default: empty. */
  description?: string | undefined;
}

/**
 * What `client.spaces.update` changes; `name`, `description` or both.
 *
 * @example
 * const params: UpdateSpaceParams = { space: "staging", name: "rehearsal" };
 */
export interface UpdateSpaceParams {
  /** Its ID or name; a name is looked up each time. */
  space: SpaceRef;
  /** The new name, 1 to 255 characters, unique in the organization. Default: as it was. */
  name?: string | undefined;
  /** The new description, at most 1,000 characters; an empty one clears it. Default: as it was. */
  description?: string | undefined;
}

/**
 * Which space `client.spaces.delete` deletes.
 *
 * @example
 * const params: DeleteSpaceParams = { space: { name: "staging" } };
 */
export interface DeleteSpaceParams {
  /** Its ID or name; a name is looked up each time. */
  space: SpaceRef;
}

const isSpace = (_status: number, body: unknown) => isRecord(body) && typeof body.id === "string";

const methods = {
  list: {
    key: "spaces.list",
    stage: operations.spaces_list.stage,
    accepts: isPageOf("spaces"),
    rules: {
      organizationId: optional(id),
      name: optional(text(bounds.spaces_list.name)),
      limit: optional(integer(bounds.spaces_list.limit)),
      cursor: optional(cursor),
    },
  } satisfies Method<ListSpacesParams>,
  get: {
    key: "spaces.get",
    stage: operations.spaces_get.stage,
    accepts: isSpace,
    rules: { space: spaceRef },
  } satisfies Method<GetSpaceParams>,
  create: {
    key: "spaces.create",
    stage: operations.spaces_create.stage,
    accepts: isSpace,
    rules: {
      name: text(bounds.SpaceCreate.name),
      organizationId: id,
      description: optional(text(bounds.SpaceCreate.description)),
    },
  } satisfies Method<CreateSpaceParams>,
  update: {
    key: "spaces.update",
    stage: operations.spaces_update.stage,
    accepts: isSpace,
    rules: {
      space: spaceRef,
      name: optional(text(bounds.SpaceUpdate.name)),
      description: optional(text(bounds.SpaceUpdate.description)),
    },
    together: ({ name, description }: UpdateSpaceParams) =>
      name === undefined && description === undefined
        ? { path: "name", message: "or description must be given: there is nothing to update" }
        : undefined,
  } satisfies Method<UpdateSpaceParams>,
  delete: {
    key: "spaces.delete",
    stage: operations.spaces_delete.stage,
    accepts: isNoContent,
    rules: { space: spaceRef },
  } satisfies Method<DeleteSpaceParams>,
};

/**
 * The spaces of the account, as `client.spaces`.
 *
 * @example
 * const count = async (spaces: Spaces) => (await spaces.list().toArray()).length;
 */
export class Spaces {
  readonly #context: ExtensionContext;
  readonly #lookup: SpaceLookup;
  readonly #api = once(async () => this.#context.api((await import("../../generated/apis/spaces-api.js")).SpacesApi));

  /** @internal */
  constructor(context: ExtensionContext, lookup: SpaceLookup) {
    this.#context = context;
    this.#lookup = lookup;
  }

  /**
   * Lists the spaces that the caller may see. `await` it for one page, or iterate over all of them.
   * `GET /v2/spaces`, in beta.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * for await (const space of client.spaces.list({ name: "prod" })) console.log(space.id, space.name);
   */
  list(params: ListSpacesParams = {}, options?: RequestOptions): List<Space> {
    const query = isPlainObject(params) ? { ...params } : params;
    return this.#context.list(async (next, pageOptions) => {
      const call = start(this.#context, methods.list, query, pageOptions);
      const { organizationId: orgId, name, limit = bounds.spaces_list.limit.default, cursor } = query;
      const { data } = await (await this.#api()).spacesList({ orgId, name, limit, cursor: next ?? cursor }, call);
      return { data: data.spaces.map(toSpace), pagination: data.pagination };
    }, options);
  }

  /**
   * Reads one space, by its ID or its name. `GET /v2/spaces/{space_id}`, in beta.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {SpaceNotFoundError} no space has the name
   * @throws {AmbiguousSpaceError} several have it, in different organizations
   * @throws {NotFoundError} no space has the ID
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * const { id, description } = await client.spaces.get({ space: "prod" });
   */
  async get(params: GetSpaceParams, options?: RequestOptions): Promise<Space> {
    const call = start(this.#context, methods.get, params, options);
    const spaceId = await this.#lookup.resolveFresh(params.space, call);
    const { data } = await (await this.#api()).spacesGet({ spaceId }, call);
    return toSpace(data);
  }

  /**
   * Makes a space in an organization. Not idempotent, and never sent twice. `POST /v2/spaces`, in beta.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {ConflictError} the organization has a space of this name
   * @throws {OutcomeUnknownError} the space may exist; look for it before you repeat the call
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * const space = await client.spaces.create({ name: "staging", organizationId });
   */
  async create(params: CreateSpaceParams, options?: RequestOptions): Promise<Space> {
    const call = start(this.#context, methods.create, params, options);
    const { name, organizationId: organization_id, description } = params;
    const api = await this.#api();
    const spaceCreate = { name, organization_id, description };
    const { data } = await this.#lookup.changing(api.spacesCreate({ spaceCreate }, call));
    return toSpace(data);
  }

  /**
   * Changes the name or the description of a space; what isn't given stays. `PATCH /v2/spaces/{space_id}`, in beta.
   *
   * @throws {ValidationError} parameters out of bounds, or nothing to change
   * @throws {SpaceNotFoundError} no space has the name
   * @throws {AmbiguousSpaceError} several have it, in different organizations
   * @throws {NotFoundError} no space has the ID
   * @throws {ConflictError} the organization has another space of this name
   * @throws {OutcomeUnknownError} the change may have been made; read the space before you repeat the call
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * await client.spaces.update({ space: "staging", description: "" });
   */
  async update(params: UpdateSpaceParams, options?: RequestOptions): Promise<Space> {
    const call = start(this.#context, methods.update, params, options);
    const { space, name, description } = params;
    const spaceId = await this.#lookup.resolveFresh(space, call);
    const api = await this.#api();
    const { data } = await this.#lookup.changing(
      api.spacesUpdate({ spaceId, spaceUpdate: { name, description } }, call),
    );
    return toSpace(data);
  }

  /**
   * Deletes a space, with its service keys. It can't be undone. `DELETE /v2/spaces/{space_id}`, in beta.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {SpaceNotFoundError} no space has the name
   * @throws {AmbiguousSpaceError} several have it, in different organizations
   * @throws {NotFoundError} no space has the ID
   * @throws {OutcomeUnknownError} the client's own key stopped working while this call was repeated
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * await client.spaces.delete({ space: { name: "staging" } });
   */
  async delete(params: DeleteSpaceParams, options?: RequestOptions): Promise<void> {
    const call = start(this.#context, methods.delete, params, options);
    const spaceId = await this.#lookup.resolveFresh(params.space, call);
    const api = await this.#api();
    await this.#lookup.changing(api.spacesDelete({ spaceId }, call));
  }
}
