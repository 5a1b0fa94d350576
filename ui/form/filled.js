/** From what was sent back to what stands in the fields: the way of answers.js, backwards. */

import { toLocal } from "../time.js";
import { blanks } from "./answers.js";

/** @typedef {import("../shapes.js").Field} Field */

/**
 * @param {Field[]} fields
 * @param {Record<string, any>} body
 * @returns {Record<string, any>} of those fields that the body names
 */
export function filled(fields, body) {
  const told = fields.filter((field) => body[field.name] !== undefined && body[field.name] !== null);
  return Object.fromEntries(told.map((field) => [field.name, typed(field, body[field.name])]));
}

/**
 * @param {Field} field
 * @param {any} value
 * @returns {unknown}
 */
function typed(field, value) {
  if (field.widget === "group") return { ...blanks(field.fields), ...filled(field.fields, value) };
  const { item: line } = field;
  if (field.widget === "list" && line) return value.map((/** @type {any} */ item) => typed(line, item));
  if (field.widget === "list") return value.map((/** @type {any} */ item) => ({ ...blanks(field.fields), ...filled(field.fields, item) }));
  if (field.widget === "datetime") return toLocal(String(value));
  return field.widget === "number" ? String(value) : value;
}
