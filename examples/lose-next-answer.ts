import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

const CHANNEL = "http.client.request.start";

/** Breaks the connection when this process's next POST is answered: its work is done, and nobody hears of it. */
export function loseNextAnswer(): void {
  const onStart = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (request.method !== "POST") return;
    unsubscribe(CHANNEL, onStart);
    request.once("response", (response) => response.destroy(new Error("The connection broke.")));
  };
  subscribe(CHANNEL, onStart);
}
