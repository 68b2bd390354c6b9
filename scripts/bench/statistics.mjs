// @ts-check

/** @typedef {{ median: number, low: number, high: number }} Spread the median, and the quartiles around it */
/** @typedef {{ value: number, cpu?: number }} Sample what was measured, and the processor's time for the same work */

/** @param {number[]} values @returns {Spread} */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  /** @param {number} part */
  const at = (part) => {
    const place = part * (sorted.length - 1);
    const [below = Number.NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/**
 * The ratio of two contenders, from what was measured in the same rounds: what slows a round down slows both sides.
 *
 * @param {readonly Sample[]} own
 * @param {readonly Sample[]} others
 * @param {"value" | "cpu"} field
 * @returns {Spread | undefined}
 */
export function ratio(own, others, field) {
  const ratios = own.map((sample, round) => (sample[field] ?? Number.NaN) / (others[round]?.[field] ?? Number.NaN));
  return ratios.some(Number.isNaN) ? undefined : spread(ratios);
}

/**
 * Samples each name once a round, in another order each round, so that none always follows the same other.
 *
 * @template {string} Name
 * @param {number} rounds
 * @param {readonly Name[]} names
 * @param {(name: Name) => Promise<Sample>} sample
 * @param {(round: number) => void} tick
 * @returns {Promise<Record<Name, Sample[]>>}
 */
export async function interleave(rounds, names, sample, tick) {
  const samples = /** @type {Record<Name, Sample[]>} */ ({});
  for (const name of names) samples[name] = [];
  for (let round = 0; round < rounds; round++) {
    tick(round);
    const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of round % 2 ? turned.toReversed() : turned) samples[name].push(await sample(name));
  }
  return samples;
}
