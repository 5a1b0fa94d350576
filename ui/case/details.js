/** What is on record of a case, now or then: first what somebody has said, and folded away what stands as it does in every case. */

import { html } from "../vendor/lit-html.js";
import { icon } from "../parts/icon.js";
import { blank, legible } from "../parts/summary.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Detail["facts"]} Groups */
/** @typedef {Groups[number]["items"]} Items */

/** @param {Groups} groups */
export function details(groups) {
  return html`
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">${icon("list")}${say("facts")}</h2>
      ${groups.map(({ title, items }) => {
        const written = items.filter((item) => !blank(item.label));
        const folded = written.filter((item) => !item.told);
        return html`
          <h3>${text(title)}</h3>
          ${pairs(written.filter((item) => item.told))}
          ${folded.length
            ? html`<details class="proof"><summary>${say("not_filled_in", { n: folded.length })}</summary>${pairs(folded)}</details>`
            : ""}
        `;
      })}
    </section>
  `;
}

/** @param {Items} items */
function pairs(items) {
  if (!items.length) return "";
  return html`<dl class="pairs">
    ${items.map((item) => html`<div><dt>${text(item.title)}</dt><dd>${legible(item.label)}</dd></div>`)}
  </dl>`;
}
