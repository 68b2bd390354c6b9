export type { Project } from "./project.js";
export { type CreateProjectParams, type ListProjectsParams, type Projects, projects } from "./projects.js";
