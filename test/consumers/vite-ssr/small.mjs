import { ValidationError } from "arize-sdk";

export { ValidationError };
