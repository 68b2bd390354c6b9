// @ts-check
// Builds the documentation's site into site/, and looks in it for links that lead nowhere.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { LinkChecker, LinkState } from "linkinator";
import { lookAsPhone } from "./docs/phone.mjs";
import { readFlags } from "./flags.mjs";

const HELP = `Usage: npm run docs -- [--phone]

Builds the documentation's site into site/, as typedoc.json says: the guides, and the reference of both entry points.
Then follows every link in it, to the anchor. Links to other sites are not followed. Open site/index.html to read it.

  --phone  also look at every page in Chromium (on the path, or CHROME_PATH): none may be wider than a phone, or ask
           another site for anything
  --help   print this text

Exit code: 0 done; 1 TypeDoc has a warning, a link is dead, or a page is too wide; 2 wrong usage.`;

const root = fileURLToPath(new URL("..", import.meta.url));
const site = `${root}site`;
process.exitCode = await main();

async function main() {
  const flags = readFlags(HELP, { phone: { type: "boolean" } });
  // Where a name is defined can be linked where the clone is one of the host's.
  const sources = process.env.GITHUB_ACTIONS ? [] : ["--disableSources"];
  const typedoc = spawnSync(process.execPath, [`${root}node_modules/typedoc/bin/typedoc`, ...sources], {
    cwd: root,
    stdio: "inherit",
  });
  if (typedoc.status !== 0) return 1;

  const links = await follow(site);
  const dead = links.filter(({ state }) => state === LinkState.BROKEN);
  const wrong = new Set(dead.map(({ url, parent }) => `${url} isn't there; the way to it is from ${parent}`));
  const elsewhere = links.filter(({ state }) => state === LinkState.SKIPPED);
  console.log(`${links.length} links, of them ${elsewhere.length} to other sites, which were not followed`);
  if (flags.phone) {
    const phone = lookAsPhone(site);
    console.log(`${phone.pages} pages, looked at as wide as a phone`);
    for (const each of phone.wrong) wrong.add(each);
  }
  for (const each of wrong) console.error(each);
  return wrong.size === 0 ? 0 : 1;
}

/**
 * Follows all links from the first page on, twice: an anchor is looked for when its page is read, and that may come
 * before the page with the link. The checker remembers the anchors of the first round, as long as the port is the same.
 *
 * @param {string} folder
 */
async function follow(folder) {
  // The checker would ask them for the pages of this machine.
  for (const name of Object.keys(process.env)) if (/^https?_proxy$/i.test(name)) delete process.env[name];
  const checker = new LinkChecker();
  const port = await freePort();
  const linksToSkip = async (/** @type {string} */ url) => new URL(url).host !== `localhost:${port}`;
  const options = { path: folder, port, recurse: true, checkFragments: true, checkCss: true, linksToSkip };
  const round = () => checker.check(options);
  await round();
  return (await round()).links;
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("There is no free port.");
  return address.port;
}
