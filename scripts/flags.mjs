// @ts-check
import { parseArgs } from "node:util";

/** @typedef {NonNullable<import("node:util").ParseArgsConfig["options"]>} Options */

/**
 * What the command line says. With `--help` it prints `help` and ends with 0.
 *
 * @template {Options} const O
 * @param {string} help
 * @param {O} options
 */
export function readFlags(help, options) {
  const { help: asked, ...flags } = parse(help, { ...options, help: { type: "boolean" } });
  if (asked) {
    console.log(help);
    process.exit(0);
  }
  return flags;
}

/**
 * The whole number that a flag was given.
 *
 * @param {string} help
 * @param {string} name
 * @param {string} text
 * @param {number} minimum
 */
export function wholeNumber(help, name, text, minimum) {
  if (/^\d+$/.test(text) && Number(text) >= minimum) return Number(text);
  return misuse(`--${name} needs a whole number from ${minimum}.`, help);
}

/**
 * Says what can't be understood, and ends with 2.
 *
 * @param {string} problem
 * @param {string} help
 * @returns {never}
 */
export function misuse(problem, help) {
  console.error(`${problem}\n\n${help}`);
  process.exit(2);
}

/**
 * @template {Options} const O
 * @param {string} help
 * @param {O} options
 */
function parse(help, options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return misuse(error instanceof Error ? error.message : String(error), help);
  }
}
