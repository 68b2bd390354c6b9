// Makes a user key, which acts as you, and deletes it again.
//
//   npm run examples -- api-keys/create           against an emulator
//   npm run examples -- api-keys/create --live    on your account: ARIZE_API_KEY
import { ArizeClient } from "arize-sdk";

const client = new ArizeClient();
const in1Hour = new Date(Date.now() + 3_600_000);

const created = await client.apiKeys.create({ name: "arize-sdk-example", expiresAt: in1Hour });
try {
  // created.key is the secret, and this is the only time you have it: here it goes to your vault. Printing the object
  // or making JSON of it leaves the secret out.
  console.log(created);
} finally {
  await client.apiKeys.delete({ apiKeyId: created.id });
}
