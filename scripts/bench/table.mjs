// @ts-check
/** @typedef {import("../bench.mjs").Figures} Figures */
/** @typedef {import("../bench.mjs").Result} Result */

/** The figures as a Markdown table, which reads well in a terminal too. @param {Figures} figures */
export function table(figures) {
  const { date, node, platform, cpu, cores, load, versions, rows } = figures;
  const others = ["ax-client", "axios", "openapi-fetch", "node:http"];
  const lines = [["what (median)", "arize-sdk", ...others, "ratio [quartiles]", "by CPU time", "bar", ""]];
  for (const row of rows) {
    const { title, unit, values, bars, facts } = row;
    const figure = (/** @type {string} */ name) => {
      const value = values[name]?.median;
      return value === undefined ? "–" : `${number(value)}${unit && ` ${unit}`}`;
    };
    const [first, ...more] = bars.length > 0 ? bars.map((bar) => judgement(bar)) : [["", "", "", ""]];
    lines.push([`${title}${told(facts)}`, figure("arize-sdk"), ...others.map(figure), ...(first ?? [])]);
    for (const each of more) lines.push(["", "", ...others.map(() => ""), ...each]);
  }
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const text = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  text.splice(1, 0, `| ${widths.map((width) => "-".repeat(Math.max(3, width))).join(" | ")} |`);
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const machine = `${date}, Node.js ${node.slice(1)}, ${platform}, ${cores} × ${cpu}, load ${load} at the end; ${peers.join(", ")}`;
  const missed = rows.flatMap(({ id, bars }) => bars.filter(({ met }) => !met).map(() => id));
  const verdict = missed.length === 0 ? "Every bar is met." : `Missed: ${[...new Set(missed)].join(", ")}.`;
  return [machine, "", ...text, "", verdict].join("\n");
}

/** @param {Result["bars"][number]} bar */
function judgement({ against, atMost, goal, by, ratio, cpuRatio, met }) {
  const bar = against === undefined ? `≤ ${atMost}` : `≤ ${atMost.toFixed(2)} × ${against}`;
  const reached = goal !== undefined && ratio && ratio.median <= goal ? "met, and the goal" : "met";
  return [range(ratio), range(cpuRatio), `${bar}${by ? ", by CPU time" : ""}`, met ? reached : "MISSED"];
}

/** @param {import("./statistics.mjs").Spread | undefined} spread */
function range(spread) {
  return spread ? `${spread.median.toFixed(2)} [${spread.low.toFixed(2)}–${spread.high.toFixed(2)}]` : "";
}

/** @param {Result["facts"]} facts */
function told(facts) {
  if (!facts) return "";
  const words = Object.entries(facts).map(([name, value]) =>
    typeof value === "object" && value !== null
      ? `${name}: ${Object.entries(value)
          .map((each) => each.join(" "))
          .join(", ")}`
      : `${name}: ${value}`,
  );
  return ` (${words.join("; ")})`;
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 });
}
