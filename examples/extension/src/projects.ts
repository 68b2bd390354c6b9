import type { ExtensionContext, List, RequestOptions, Rules, SpaceRef, Subject } from "arize-sdk";
import { checkParams, rules } from "arize-sdk";
import { ProjectsApi } from "../generated/apis/projects-api.js";
import { type Project, toProject } from "./project.js";

export interface ListProjectsParams {
  /** Only projects of this space, given by its ID or name. */
  space?: SpaceRef | undefined;
  /** Only projects whose name holds this text, in any case. */
  name?: string | undefined;
  /** The size of a page, 1 to 100; not a maximum of items. Default: 50. */
  limit?: number | undefined;
  /** Where to start: the `nextCursor` of an earlier page. */
  cursor?: string | undefined;
}

export interface CreateProjectParams {
  /** Unique in the space. */
  name: string;
  space: SpaceRef;
}

const { cursor, id, integer, optional, spaceRef, text } = rules;

/** The name of each method, and what it asks of its parameters and of its answer. */
const methods = {
  list: {
    operation: "projects.list",
    rules: {
      space: optional(spaceRef),
      name: optional(text({ maxLength: 255 })),
      limit: optional(integer({ minimum: 1, maximum: 100 })),
      cursor: optional(cursor),
    },
    accepts: has("projects", "pagination"),
  },
  get: { operation: "projects.get", rules: { projectId: id }, accepts: has("id") },
  create: {
    operation: "projects.create",
    rules: { name: text({ minLength: 1 }), space: spaceRef },
    accepts: has("id"),
  },
  delete: { operation: "projects.delete", rules: { projectId: id }, accepts: (status: number) => status === 204 },
};

/** The projects of the account: `new ArizeClient().extend({ projects })` has them as `client.projects`. */
export function projects(context: ExtensionContext) {
  const api = context.api(ProjectsApi);

  /** What every method does first: warn once, check the parameters, start the clock of the whole call. */
  function start<P extends object>(method: Subject & { rules: Rules<P> }, params: P, options?: RequestOptions) {
    const { operation, rules, accepts } = method;
    context.prerelease(operation, "beta");
    checkParams(operation, params, rules);
    return context.begin(options, { operation, params: { ...params }, accepts });
  }

  return {
    /** Lists projects: `await` it for one page, or iterate over all of them. `GET /v2/projects` */
    list(params: ListProjectsParams = {}, options?: RequestOptions): List<Project> {
      const asked = { ...params };
      const { space, name, limit = 50, cursor } = asked;
      let spaceId: string | undefined;
      return context.list(async (next = cursor, pageOptions) => {
        const call = start(methods.list, asked, pageOptions);
        if (space !== undefined) spaceId ??= await context.resolveSpaceId(space, call);
        const { data } = await api.projectsList({ spaceId, name, limit, cursor: next }, call);
        return { data: data.projects.map(toProject), pagination: data.pagination };
      }, options);
    },

    /** Reads one project. `GET /v2/projects/{project_id}` */
    async get(params: { projectId: string }, options?: RequestOptions): Promise<Project> {
      const { data } = await api.projectsGet(params, start(methods.get, params, options));
      return toProject(data);
    },

    /** Makes a project. Never sent twice: a lost answer is an `OutcomeUnknownError`. `POST /v2/projects` */
    async create(params: CreateProjectParams, options?: RequestOptions): Promise<Project> {
      const call = start(methods.create, params, options);
      const { name, space } = params;
      const space_id = await context.resolveSpaceId(space, call);
      const { data } = await api.projectsCreate({ projectCreate: { name, space_id } }, call);
      return toProject(data);
    },

    /** Deletes a project, for good. `DELETE /v2/projects/{project_id}` */
    async delete(params: { projectId: string }, options?: RequestOptions): Promise<void> {
      await api.projectsDelete(params, start(methods.delete, params, options));
    },
  };
}

/** The type of the module. */
export type Projects = ReturnType<typeof projects>;

/** Whether an answer has these fields: what a proxy in between says is not taken for the service's word. */
function has(...fields: string[]) {
  return (_status: number, body: unknown) =>
    typeof body === "object" && body !== null && fields.every((field) => field in body);
}
