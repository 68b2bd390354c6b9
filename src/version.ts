import { version } from "../package.json";

/**
 * The version of this package, as it is sent with every request and named in warnings.
 *
 * @example
 * console.log(`arize-sdk ${VERSION}`);
 */
export const VERSION: string = version;
