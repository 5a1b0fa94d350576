/** Two numbers under each other, as things are and as they would be: for eyes, beside cells that say them. */

import { html } from "../vendor/lit-html.js";
import { bar } from "../figures/bars.js";

/**
 * @param {number} before
 * @param {number} after
 * @param {number} most what fills the whole width
 */
export function pair(before, after, most) {
  return html`${bar(before, most, "then")}${bar(after, most, "now")}`;
}
