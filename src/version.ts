import { version } from "../package.json";

/** The version of this package, as it is sent with every request and named in warnings. */
export const VERSION: string = version;
