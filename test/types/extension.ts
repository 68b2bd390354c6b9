// Compiled, never run: any generated class fits `client.api`, whatever version of axios its types come from.
import {
  type ArizeClient,
  checkParams,
  type ExtensionContext,
  type GeneratedApi,
  type List,
  type RequestOptions,
  rules,
} from "arize-sdk";
import { ProjectsApi } from "../../examples/extension/generated/api.js";
import { type Project, type Projects, projects } from "../../examples/extension/src/index.js";

/** What the types of some other version of axios could look like: nothing in common with those of this package's. */
interface OtherRequestConfig {
  url?: string;
  timeout?: number;
  headers?: Record<string, string | number | boolean> | { readonly other: unique symbol };
  signal?: { aborted: boolean };
  other?: "version";
}
interface OtherResponse<T> {
  data: T;
  status: number;
  config: OtherRequestConfig;
}
interface OtherAxiosInstance {
  (config: OtherRequestConfig): Promise<OtherResponse<unknown>>;
  defaults: { baseURL: string; other: true };
  request<T>(config: OtherRequestConfig): Promise<OtherResponse<T>>;
  interceptors: { request: { use(handler: (config: OtherRequestConfig) => OtherRequestConfig): number } };
}
declare class OtherConfiguration {
  private secret;
  basePath?: string;
  isJsonMime(mime: string): boolean;
}
declare class OtherBaseAPI {
  protected basePath: string;
  protected axios: OtherAxiosInstance;
  protected configuration: OtherConfiguration | undefined;
  constructor(configuration?: OtherConfiguration, basePath?: string, axios?: OtherAxiosInstance);
}
declare class OtherApi extends OtherBaseAPI {
  things(id: string, options?: OtherRequestConfig): Promise<OtherResponse<{ id: string }>>;
}

export async function otherAxios(client: ArizeClient): Promise<string> {
  const api: OtherApi = client.api(OtherApi);
  const { data } = await api.things("x", { timeout: 5 });
  return data.id;
}

export async function sameAxios(client: ArizeClient, options: RequestOptions): Promise<string> {
  const { data } = await client.api(ProjectsApi).projectsGet({ projectId: "x" }, options);
  // @ts-expect-error the class's own types are kept
  await client.api(ProjectsApi).projectsGet({ projectId: 5 });
  // @ts-expect-error an instance is no class
  client.api(client.api(ProjectsApi));
  // @ts-expect-error a function is no class
  client.api(() => ({}));
  return data.name;
}

export async function extended(client: ArizeClient): Promise<void> {
  const more = client.extend({
    projects,
    answer: () => 42 as const,
    spaceOf: (context: ExtensionContext) => (name: string) => context.resolveSpaceId({ name }),
  });
  const module: Projects = more.projects;
  const listed: List<Project> = module.list();
  const answer: 42 = more.answer;
  const spaceId: string = await more.spaceOf("prod");
  const again = more.extend({ more: () => "text" });
  const both: [Projects, string] = [again.projects, again.more];
  const asClient: ArizeClient = again;
  // @ts-expect-error a module is not for replacing
  more.answer = 43;
  // @ts-expect-error there is no such module
  void more.other;
  // @ts-expect-error a module is a function of its context
  client.extend({ wrong: {} });
  void [listed, answer, spaceId, both, asClient];
}

export const known: GeneratedApi<ProjectsApi> = ProjectsApi;

export function checked(params: { id: string; limit?: number | undefined }): void {
  checkParams("things.list", params, {
    id: rules.id,
    limit: rules.optional(rules.integer({ minimum: 1, maximum: 9 })),
  });
  // @ts-expect-error each parameter needs its rule
  checkParams("things.list", params, { id: rules.id });
  // @ts-expect-error there is no such parameter
  checkParams("things.list", params, { id: rules.id, limit: rules.id, limits: rules.id });
}
