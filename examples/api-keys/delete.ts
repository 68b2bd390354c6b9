// Revokes a key: at once, and for good. A second time there is no such key any more.
//
//   npm run examples -- api-keys/delete           against an emulator
//   npm run examples -- api-keys/delete --live    on your account: ARIZE_API_KEY
import { ArizeClient, NotFoundError } from "arize-sdk";

const client = new ArizeClient();
const in1Hour = new Date(Date.now() + 3_600_000);
const { id, name } = await client.apiKeys.create({ name: "arize-sdk-example", expiresAt: in1Hour });

await client.apiKeys.delete({ apiKeyId: id });
console.log(`${name} is deleted`);

try {
  await client.apiKeys.delete({ apiKeyId: id });
} catch (error) {
  if (!(error instanceof NotFoundError)) throw error;
  console.log(`once more: ${error.message}`);
}
