/** A line of a register: what people read of it, and where more of it is told. */

import { html } from "../vendor/lit-html.js";
import { pageOf } from "../address.js";
import { say, text } from "../words.js";
import { icon } from "./icon.js";

/** @typedef {import("../shapes.js").Register["items"][number]} Item */

/** More characters than this in one word are a number that nobody reads: a print of something. */
const LONG = 40;
const SHOWN = 12;

/** @param {Item} item */
export function line(item) {
  return html`
    <div class="between">
      <h2>${text(item.title)}</h2>
      ${item.chips.length ? html`<span class="chips">${item.chips.map((chip) => html`<span class="chip">${text(chip)}</span>`)}</span>` : ""}
    </div>
    <dl class="pairs">${item.facts.map((fact) => html`<div><dt>${text(fact.title)}</dt><dd>${told(text(fact.label))}</dd></div>`)}</dl>
    ${item.picture ? html`<p><a href=${item.picture} download>${icon("next")}${say("download_picture")}</a></p>` : ""} ${links(item.links)}
  `;
}

/** @param {Item["links"]} all */
export function links(all) {
  if (!all.length) return "";
  return html`<ul class="links">${all.map((one) => html`<li><a href=${pageOf(one.href)}>${text(one.title)}</a></li>`)}</ul>`;
}

/** An address may break before its "@", and nowhere else; of a print its beginning is shown, and the whole to copy. @param {string} label */
function told(label) {
  if (label.length > LONG && !/\s/.test(label)) {
    return html`<details class="print">
      <summary><code>${label.slice(0, SHOWN)}…</code> <span class="quiet small">${say("show_whole")}</span></summary>
      <code class="whole">${label}</code>
    </details>`;
  }
  const [own, ...host] = label.split("@");
  return host.length ? html`${own}<wbr />@${host.join("@")}` : label;
}
