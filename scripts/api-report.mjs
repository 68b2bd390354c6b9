// @ts-check
// Writes what is public down in etc/, so that a change of it is seen in a review; with --check, compares.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { readFlags } from "./flags.mjs";

const HELP = `Usage: npm run api-report -- [--check]

Writes etc/arize-sdk.api.md and etc/arize-sdk-testing.api.md from the declarations in dist/ (npm run build).

  --check  changes nothing, and fails when the reports aren't those of the public surface
  --help   print this text

Both fail when something public has no comment, or uses a type that isn't exported.

Exit code: 0 done; 1 the surface and its report differ, the surface is at fault, or there is no build; 2 wrong usage.`;

const ENTRIES = [
  { types: "dist/types/src/index.d.ts", report: "arize-sdk.api.md" },
  { types: "dist/types/src/testing/index.d.ts", report: "arize-sdk-testing.api.md" },
];

const root = fileURLToPath(new URL("..", import.meta.url));
process.exitCode = main();

function main() {
  const flags = readFlags(HELP, { check: { type: "boolean" } });
  const results = ENTRIES.map((entry) => report(entry, flags.check === true));
  return results.every(Boolean) ? 0 : 1;
}

/**
 * @param {{ types: string, report: string }} entry
 * @param {boolean} check
 */
function report({ types, report }, check) {
  if (!existsSync(join(root, types))) {
    console.error(`There is no ${types}: run npm run build first.`);
    return false;
  }
  const file = join(root, "api-extractor.json");
  const configObject = ExtractorConfig.loadFile(file);
  configObject.mainEntryPointFilePath = join(root, types);
  if (configObject.apiReport) configObject.apiReport.reportFileName = report;
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: file,
    packageJsonFullPath: join(root, "package.json"),
  });
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    localBuild: !check,
    messageCallback(message) {
      if (message.logLevel !== "error" && message.logLevel !== "warning") message.handled = true;
      // Its advice names a flag of its own command line.
      if (message.messageId?.startsWith("console-api-report")) message.handled = true;
    },
  });
  if (!apiReportChanged) console.log(`etc/${report} is up to date.`);
  else if (!check) console.log(`Wrote etc/${report}.`);
  else
    console.error(`etc/${report} is not what is public now: run npm run build && npm run api-report, and commit it.`);
  return succeeded || (!check && apiReportChanged);
}
