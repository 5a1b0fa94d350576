/**
 * From what was typed to what is sent, with everything that is wrong with it on the way.
 *
 * The API validates again and has the last word; this only spares the reader a journey.
 */

import { fromLocal, toLocal } from "../time.js";
import { both, language, WORDS } from "../words.js";

/** @typedef {import("../shapes.js").Field} Field */
/** @typedef {import("../shapes.js").Trouble} Trouble */
/** @typedef {Record<string, any>} Values */
/** @typedef {{ pointer: string, incomplete: Set<string>, troubles: Trouble[] }} Walk */

/** @type {Record<string, (field: Field, typed: any, walk: Walk) => unknown>} */
const READERS = { number, date, datetime, radio: choice, select: choice, checkbox, checkboxes, list, group };

/**
 * An empty sheet for these questions.
 * @param {Field[]} fields
 * @returns {Values}
 */
export function blanks(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, blank(field)]));
}

/** An empty line of a list. @param {Field} field */
export function blankLine(field) {
  return field.item ? blank(field.item) : blanks(field.fields);
}

/** @param {Field} field @returns {unknown} */
function blank(field) {
  const preset = field.schema.default;
  if (field.widget === "group") return blanks(field.fields);
  if (field.widget === "list") {
    return Array.from({ length: field.schema.minItems ?? 0 }, () => blankLine(field));
  }
  if (field.widget === "checkboxes") return preset ?? [];
  if (field.widget === "checkbox") return preset ?? false;
  if (field.widget === "datetime" && preset) return toLocal(String(preset));
  return preset ?? "";
}

/**
 * The body to send and what stands in its way. Blank answers are left out.
 * @param {Field[]} fields
 * @param {Values} values
 * @param {Set<string>} incomplete pointers of dates that are half typed
 */
export function collect(fields, values, incomplete) {
  /** @type {Trouble[]} */
  const troubles = [];
  const body = sheet(fields, values, { pointer: "", incomplete, troubles });
  return { body, troubles };
}

/**
 * @param {Field[]} fields
 * @param {Values} values
 * @param {Walk} walk
 */
function sheet(fields, values, walk) {
  const answers = fields.map((field) => {
    return [field.name, read(field, values[field.name], { ...walk, pointer: point(walk.pointer, field.name) })];
  });
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined));
}

/** @type {(typeof READERS)[string]} */
function read(field, typed, walk) {
  return (READERS[field.widget] ?? words)(field, typed, walk);
}

/**
 * @param {string} pointer
 * @param {string | number} name
 */
export function point(pointer, name) {
  return `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** What is too long is told, not cut off without a word. Counted as the API counts: a picture of a face is one. @type {(typeof READERS)[string]} */
function words(field, typed, walk) {
  const said = String(typed ?? "").trim();
  const { minLength = 0, maxLength = Infinity, pattern } = field.schema;

  if (!said) return missing(field, walk, "missing");
  const length = [...said].length;
  if (length < minLength) complain(field, walk, "too_short", minLength);
  if (length > maxLength) complain(field, walk, "too_long", maxLength);
  if (pattern && !fits(pattern, said)) complain(field, walk, "bad_form");
  return said;
}

/**
 * A pattern that only the server's dialect knows is left to the server.
 * @param {string} pattern
 * @param {string} said
 */
function fits(pattern, said) {
  try {
    return new RegExp(pattern, "u").test(said);
  } catch {
    return true;
  }
}

/** @type {(typeof READERS)[string]} */
function number(field, typed, walk) {
  const said = String(typed ?? "").trim().replace(",", ".");
  const value = Number(said);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = field.schema;

  if (!said) return missing(field, walk, "missing");
  if (Number.isNaN(value)) complain(field, walk, "not_a_number");
  else if (field.schema.type === "integer" && !Number.isInteger(value)) complain(field, walk, "not_whole");
  else if (minimum !== undefined && value < minimum) complain(field, walk, "too_small", minimum);
  else if (maximum !== undefined && value > maximum) complain(field, walk, "too_big", maximum);
  else if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) complain(field, walk, "bad_form");
  else if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) complain(field, walk, "bad_form");
  return value;
}

/** @type {(typeof READERS)[string]} */
function date(field, typed, walk) {
  if (walk.incomplete.has(walk.pointer)) return complain(field, walk, "bad_date");
  return typed || missing(field, walk, field.help ? "missing_so" : "missing");
}

/** @type {(typeof READERS)[string]} */
function datetime(field, typed, walk) {
  const local = date(field, typed, walk);
  return local && fromLocal(String(local));
}

/** @type {(typeof READERS)[string]} */
function choice(field, typed, walk) {
  return typed === "" || typed === undefined ? missing(field, walk, "missing_choice") : typed;
}

/** @type {(typeof READERS)[string]} */
function checkbox(field, typed, walk) {
  if (field.schema.const === true && typed !== true) complain(field, walk, "must_tick");
  return typed === true;
}

/** @type {(typeof READERS)[string]} */
function checkboxes(field, typed, walk) {
  const chosen = typed ?? [];
  if (!chosen.length && field.required && (field.schema.minItems ?? 0) > 0) return missing(field, walk, "missing_choice");
  return amount(field, chosen, walk);
}

/** @type {(typeof READERS)[string]} */
function list(field, typed, walk) {
  const { item: line } = field;
  const items = /** @type {any[]} */ (typed ?? []);
  const told = items.map((item, index) => {
    const here = { ...walk, pointer: point(walk.pointer, index) };
    return line ? read({ ...line, title: numbered(field, index) }, item, here) : sheet(field.fields, item, here);
  });
  return amount(field, told, walk);
}

/** What a line of a list is called. @param {Field} field @param {number} index @returns {import("../shapes.js").Text} */
export function numbered({ title }, index) {
  return both("item", (tongue) => ({ title: title[tongue] || title.id, n: index + 1 }));
}

/** @type {(typeof READERS)[string]} */
function group(field, typed, walk) {
  if (!field.required && untouched(field.fields, typed)) return undefined;
  return sheet(field.fields, typed ?? {}, walk);
}

/**
 * @template T
 * @param {Field} field
 * @param {T[]} items
 * @param {Walk} walk
 * @returns {T[] | undefined}
 */
function amount(field, items, walk) {
  const { minItems = 0, maxItems = Infinity } = field.schema;
  if (!items.length && !field.required) return undefined;
  if (items.length < minItems) complain(field, walk, "too_few", minItems);
  if (items.length > maxItems) complain(field, walk, "too_many", maxItems);
  return items;
}

/**
 * @param {Field[]} fields
 * @param {Values} values
 * @returns {boolean}
 */
function untouched(fields, values) {
  return JSON.stringify(values ?? {}) === JSON.stringify(blanks(fields));
}

/**
 * @param {Field} field
 * @param {Walk} walk
 * @param {keyof typeof WORDS} key
 */
function missing(field, walk, key) {
  if (field.required) complain(field, walk, key);
  return undefined;
}

/** A question within a sentence. @param {string} title */
function quoted(title) {
  return title.endsWith("?") ? `“${title}”` : title;
}

/**
 * @param {Field} field
 * @param {Walk} walk
 * @param {keyof typeof WORDS} key
 * @param {number} [n]
 */
function complain(field, walk, key, n = 0) {
  const numbers = { id: new Intl.NumberFormat("id"), en: new Intl.NumberFormat("en") };
  const message = both(key, (tongue) => ({
    title: quoted(field.title[tongue] || field.title[language.peek()]),
    n: numbers[tongue].format(n),
    help: field.help?.[tongue] ?? "",
  }));
  walk.troubles.push({ pointer: walk.pointer, message });
  return undefined;
}
