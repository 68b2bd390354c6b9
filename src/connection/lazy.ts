// What only a request needs. It is loaded with the first one, axios and Node's network modules with it.
export { Agents } from "./agents.js";
export { Attempt } from "./axios.js";
export { report } from "./report.js";
