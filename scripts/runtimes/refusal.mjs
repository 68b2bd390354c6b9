// A worker for workerd: answers with what making a client came to.
import { ArizeClient } from "arize-sdk";

export function attempt(options) {
  try {
    new ArizeClient({ apiKey: "ak-refusal", ...options });
    return "started";
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

export default {
  fetch: () => new Response(attempt({ dangerouslyAllowBrowser: true })),
};
