export * from './pagination-metadata.js';
export * from './problem.js';
export * from './project.js';
export * from './project-create.js';
export * from './project-list-response.js';
