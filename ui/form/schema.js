/** Reads a form's JSON Schema (2020-12) with its `x-ui` hints into the questions to ask. */

import { WORDS } from "../words.js";

/** @typedef {import("../shapes.js").Schema} Schema */
/** @typedef {import("../shapes.js").Field} Field */
/** @typedef {import("../shapes.js").Text} Text */

/**
 * @param {Schema | null} schema
 * @returns {Field[]}
 */
export function questions(schema) {
  return schema ? inside(resolve(schema, schema), schema) : [];
}

/**
 * @param {Schema} object
 * @param {Schema} root
 * @returns {Field[]}
 */
function inside(object, root) {
  return Object.entries(object.properties ?? {}).map(([name, part]) =>
    question(name, resolve(part, root), (object.required ?? []).includes(name), root),
  );
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @param {boolean} required
 * @param {Schema} root
 * @returns {Field}
 */
function question(name, schema, required, root) {
  const ui = schema["x-ui"] ?? {};
  const item = schema.items ? resolve(schema.items, root) : null;
  const widget = ui.widget ?? guess(schema, item);
  return {
    name,
    widget,
    title: ui.title ?? { id: schema.title ?? name, en: schema.title ?? name },
    help: ui.help ?? null,
    required,
    secret: ui.private === true,
    schema,
    options: choices(widget === "checkboxes" && item ? item : schema, { ...item?.["x-ui"]?.labels, ...ui.labels }),
    fields: widget === "list" && item?.properties ? inside(item, root) : widget === "group" ? inside(schema, root) : [],
    item: widget === "list" && item && !item.properties ? question(name, item, true, root) : null,
  };
}

/**
 * A schema with its references followed and "or null" taken off; what stands nearer wins.
 * @param {Schema} schema
 * @param {Schema} root
 * @returns {Schema}
 */
function resolve(schema, root) {
  const { $ref, allOf = [], anyOf, oneOf, ...own } = schema;
  const real = (anyOf ?? oneOf ?? []).filter((one) => one.type !== "null");
  const parts = [...($ref ? [target($ref, root)] : []), ...allOf, ...real.slice(0, 1)];
  const merged = parts.reduceRight((/** @type {Schema} */ near, part) => over(resolve(part, root), near), own);

  if (real.length > 1 && real.every((one) => "const" in one)) merged.enum = real.map((one) => one.const);
  if (Array.isArray(merged.type)) merged.type = merged.type.find((one) => one !== "null");
  return merged;
}

/**
 * @param {Schema} far
 * @param {Schema} near
 * @returns {Schema}
 */
function over(far, near) {
  const ui = { ...far["x-ui"], ...near["x-ui"] };
  return { ...far, ...near, ...(Object.keys(ui).length ? { "x-ui": ui } : {}) };
}

/**
 * @param {string} reference "#/$defs/Person"
 * @param {Schema} root
 * @returns {Schema}
 */
function target(reference, root) {
  const steps = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  return steps.reduce((/** @type {any} */ at, step) => at?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], root) ?? {};
}

/**
 * The kind of question for a schema that does not say.
 * @param {Schema} schema
 * @param {Schema | null} item
 */
function guess(schema, item) {
  if (schema.enum) return schema.enum.length > 5 ? "select" : "radio";
  if (schema.type === "boolean") return "checkbox";
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "object") return "group";
  if (schema.type === "array") return item && (item.enum || "const" in item) ? "checkboxes" : "list";
  if (schema.format === "date") return "date";
  if (schema.format === "date-time") return "datetime";
  return "text";
}

/**
 * @param {Schema} schema
 * @param {Record<string, Text>} labels
 */
function choices(schema, labels) {
  const values = schema.enum ?? ("const" in schema ? [schema.const] : schema.type === "boolean" ? [true, false] : []);
  return values.filter((value) => value !== null).map((value) => ({ value, title: labels[String(value)] ?? plain(value) }));
}

/** @param {unknown} value @returns {Text} */
function plain(value) {
  if (value === true) return { id: WORDS.yes[0], en: WORDS.yes[1] };
  if (value === false) return { id: WORDS.no[0], en: WORDS.no[1] };
  return { id: String(value), en: String(value) };
}
