/** What was opened of the personal data: lines of text, or the answers of a form under their questions. */

import { html } from "../vendor/lit-html.js";
import { legible } from "../parts/summary.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Field} Field */

/**
 * @param {any} value
 * @param {Field[]} fields the questions of a group, or of each line of a list
 * @returns {unknown}
 */
export function opened(value, fields) {
  if (empty(value)) return html`<span class="quiet">${say("empty_value")}</span>`;
  if (Array.isArray(value)) return html`<ol class="opened-list">${value.map((one) => html`<li>${opened(one, fields)}</li>`)}</ol>`;
  if (typeof value === "object") return sheet(value, fields);
  return html`<span class="opened">${legible(value)}</span>`;
}

/**
 * @param {Record<string, any>} answers
 * @param {Field[]} fields
 */
function sheet(answers, fields) {
  const given = Object.entries(answers).filter(([, value]) => !empty(value));
  return html`
    <dl class="pairs">
      ${given.map(([name, value]) => {
        const field = fields.find((one) => one.name === name);
        return html`<div><dt>${field ? text(field.title) : name}</dt><dd>${answer(value, field)}</dd></div>`;
      })}
    </dl>
  `;
}

/**
 * @param {any} value
 * @param {Field | undefined} field
 */
function answer(value, field) {
  if (!Array.isArray(value)) return chosen(value, field) ?? opened(value, field?.fields ?? []);
  const named = value.map((one) => chosen(one, field));
  return named.every((one) => one !== undefined) ? named.join(", ") : opened(value, field?.fields ?? []);
}

/**
 * @param {any} value
 * @param {Field | undefined} field
 */
function chosen(value, field) {
  const option = field?.options.find((one) => one.value === value);
  return option && text(option.title);
}

/** @param {any} value */
function empty(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
}
