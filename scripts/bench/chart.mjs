// @ts-check

const WIDTH = 760;
const LEFT = 290;
const RIGHT = 90;
const ROW = 34;
const TOP = 64;

/** The rows that are ratios to the platform's own client. */
const against = "ax-client";

/**
 * Draws each ratio to the platform's own client as a bar, with a mark where it must end. Colours follow the reader's
 * light or dark setting.
 *
 * @param {import("../bench.mjs").Figures} figures
 */
export function drawChart({ rows, date, node, cores }) {
  const bars = rows.flatMap(({ title, bars }) =>
    bars.flatMap((bar) => {
      const ratio = bar.by === "cpu" ? bar.cpuRatio : bar.ratio;
      return bar.against === against && ratio ? [{ ...bar, title, ratio }] : [];
    }),
  );
  const most = Math.max(1.05, ...bars.map(({ ratio }) => ratio.high + 0.05));
  const x = (/** @type {number} */ ratio) => Math.round(LEFT + (Math.max(0, ratio) / most) * (WIDTH - LEFT - RIGHT));
  const height = TOP + bars.length * ROW + 44;
  const drawn = bars.map(({ title, ratio, atMost, met }, index) => {
    const y = TOP + index * ROW;
    return `  <g>
    <text class="label" x="${LEFT - 12}" y="${y + 16}" text-anchor="end">${escaped(shorten(title))}</text>
    <rect class="${met ? "bar" : "bar missed"}" x="${LEFT}" y="${y + 3}" width="${Math.max(1, x(ratio.median) - LEFT)}" height="18" rx="2"/>
    <line class="spread" x1="${x(ratio.low)}" x2="${x(ratio.high)}" y1="${y + 12}" y2="${y + 12}"/>
    <line class="must" x1="${x(atMost)}" x2="${x(atMost)}" y1="${y - 1}" y2="${y + 25}"/>
    <text class="value" x="${x(Math.max(ratio.median, ratio.high, atMost)) + 8}" y="${y + 16}">${ratio.median.toFixed(2)}</text>
  </g>`;
  });
  const bottom = TOP + bars.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title about">
  <title id="title">Time of arize-sdk as a share of the time of @arizeai/ax-client</title>
  <desc id="about">${escaped(bars.map(({ title, ratio, atMost }) => `${title}: ${ratio.median.toFixed(2)}, at most ${atMost}`).join("; "))}</desc>
  <style>
    text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #24292f; }
    .heading { font-size: 15px; font-weight: 600; }
    .note, .tick { fill: #57606a; font-size: 12px; }
    .value { font-weight: 600; }
    .bar { fill: #2f6feb; }
    .missed { fill: #cf222e; }
    .spread { stroke: #24292f; stroke-width: 1.5; }
    .must { stroke: #bc4c00; stroke-width: 2; }
    .one { stroke: #8c959f; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .note, .tick { fill: #9198a1; }
      .bar { fill: #4c8dff; }
      .missed { fill: #f85149; }
      .spread { stroke: #e6edf3; }
      .must { stroke: #f0883e; }
      .one { stroke: #6e7681; }
    }
  </style>
  <text class="heading" x="${LEFT}" y="22">Time of arize-sdk, @arizeai/ax-client = 1</text>
  <text class="note" x="${LEFT}" y="42">Shorter is faster. Orange: where the bar must end. Thin line: quartiles.</text>
  <line class="one" x1="${x(1)}" x2="${x(1)}" y1="${TOP - 8}" y2="${bottom + 4}"/>
${drawn.join("\n")}
  <text class="tick" x="${LEFT}" y="${bottom + 18}" text-anchor="middle">0</text>
  <text class="tick" x="${x(1)}" y="${bottom + 18}" text-anchor="middle">1</text>
  <text class="note" x="${LEFT}" y="${height - 8}">${escaped(`Medians, Node.js ${node.slice(1)}, ${cores} cores, ${date}`)}</text>
</svg>
`;
}

/** What fits beside a bar. @param {string} title */
function shorten(title) {
  const [what = ""] = title.split(" (");
  return what
    .replace(", over an empty program", "")
    .replace(", 5 ms latency, 50 µs of work a key", "")
    .replace(" by the space's name", "");
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
