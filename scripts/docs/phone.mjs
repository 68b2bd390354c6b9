// @ts-check
// Looks at every page of the site in Chromium, as wide as a phone.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const FLAGS = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];
// Pages that come from files may look into each other with it.
const ONE_ORIGIN = "--allow-file-access-from-files";
const MINUTE_MS = 60_000;

/**
 * What is wrong with the pages in `site`: wider than a phone, or asking another site for something.
 *
 * @param {string} site
 * @returns {{ pages: number, wrong: string[] }}
 */
export function lookAsPhone(site) {
  const pages = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
  const folder = mkdtempSync(join(tmpdir(), "arize-sdk-docs-"));
  try {
    const page = join(folder, "all.html");
    writeFileSync(page, look(pages, `${pathToFileURL(site)}/`));
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const flags = [...FLAGS, ...asRoot, ONE_ORIGIN, `--user-data-dir=${folder}/profile`];
    const browser = process.env.CHROME_PATH ?? "chromium";
    const { stdout } = spawnSync(
      browser,
      [...flags, `--virtual-time-budget=${10 * MINUTE_MS}`, "--dump-dom", pathToFileURL(page).href],
      { encoding: "utf8", timeout: 5 * MINUTE_MS },
    );
    const [, found] = /<title>(.*)<\/title>/.exec(stdout ?? "") ?? [];
    if (found === undefined) return { pages: 0, wrong: [`${browser} says nothing: is it a Chromium?`] };
    return { pages: pages.length, wrong: JSON.parse(decodeURIComponent(found)) };
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 3 });
  }
}

/**
 * A page that loads all others, one after the other, and writes into its title what is wrong with them.
 *
 * @param {string[]} pages
 * @param {string} base
 */
function look(pages, base) {
  return `<!doctype html><iframe width="390" height="844"></iframe><script type="module">
    const frame = document.querySelector("iframe");
    const wrong = [];
    for (const page of ${JSON.stringify(pages)}) {
      await new Promise((resolve) => { frame.onload = resolve; frame.src = ${JSON.stringify(base)} + page; });
      const { contentDocument: { body, documentElement: root }, contentWindow: { performance } } = frame;
      body.style.removeProperty("display");
      if (root.scrollWidth > root.clientWidth) wrong.push(page + " is " + root.scrollWidth + " pixels wide");
      for (const { name } of performance.getEntriesByType("resource"))
        if (!name.startsWith(${JSON.stringify(base)}) && !name.startsWith("data:")) wrong.push(page + " asks for " + name);
    }
    document.title = encodeURIComponent(JSON.stringify(wrong));
  </script>`;
}
