// @ts-check
import { parseArgs } from "node:util";

/** @typedef {NonNullable<import("node:util").ParseArgsConfig["options"]>} Options */

const HELP_FLAG = /** @type {const} */ ({ help: { type: "boolean" } });

/**
 * What the command line says in flags. With `--help` it prints `help` and ends with 0.
 *
 * @template {Options} const O
 * @param {string} help
 * @param {O} options
 */
export function readFlags(help, options) {
  return parse(help, options, false).flags;
}

/**
 * The same, with the names beside the flags.
 *
 * @template {Options} const O
 * @param {string} help
 * @param {O} options
 */
export function readFlagsAndNames(help, options) {
  return parse(help, options, true);
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
 * @param {boolean} allowPositionals
 */
function parse(help, options, allowPositionals) {
  try {
    const { values: flags, positionals: names } = parseArgs({
      options: { ...options, ...HELP_FLAG },
      allowPositionals,
    });
    if (!("help" in flags)) return { flags, names };
  } catch (error) {
    misuse(error instanceof Error ? error.message : String(error), help);
  }
  console.log(help);
  process.exit(0);
}
