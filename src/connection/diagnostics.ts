import { channel } from "node:diagnostics_channel";

/** Publishes a `RequestEvent` after each attempt. */
export const requestChannel = channel("arize-sdk:request");
