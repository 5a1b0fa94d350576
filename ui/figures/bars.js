/** A number beside others of its kind, as a bar. It repeats what the cell beside it says, so it is for eyes only. */

import { html, svg } from "../vendor/lit-html.js";

/**
 * @param {number} value
 * @param {number} most what fills the whole width
 * @param {string} [tone] a class of the bar
 */
export function bar(value, most, tone = "") {
  return stacked([value], most, tone);
}

/**
 * Several parts in one bar, each in its own shade.
 * @param {number[]} values
 * @param {number} most
 */
export function stacked(values, most, tone = "") {
  const widths = values.map((value) => (most ? (100 * value) / most : 0));
  return html`
    <svg class="bar ${tone}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      ${widths.map((width, part) => {
        const before = widths.slice(0, part).reduce((sum, one) => sum + one, 0);
        return svg`<rect class="part-${values.length > 1 ? part : "whole"}" x=${before} y="0" width=${width} height="10"/>`;
      })}
    </svg>
  `;
}
