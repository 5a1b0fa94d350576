/** A case in a few words: its state, and the closed facts that its workflow shows in lists. */

import { html } from "../vendor/lit-html.js";
import { day, moment } from "../time.js";
import { say, text } from "../words.js";
import { icon } from "./icon.js";

/** @typedef {Pick<import("../shapes.js").Summary, "state" | "summary" | "waiting">} Short */

/** @param {Short} item */
export function chip(item) {
  return html`
    <span class="chips">
      <span class="chip ${item.state.tone ?? ""}">${text(item.state.title)}</span>
      ${item.waiting ? html`<span class="chip waits">${icon("people")}${say("waiting_badge")}</span>` : ""}
    </span>
  `;
}

/** @param {Short} item */
export function facts(item) {
  return html`
    <ul class="facts">
      ${item.summary.filter((one) => !blank(one.label)).map((one) => html`<li class=${one.tone ?? ""}><span class="unseen">${text(one.title)}: </span>${text(one.label)}</li>`)}
    </ul>
  `;
}

/** A value as people read it; moments that come as data are put into words. @param {import("../shapes.js").Text | string | number | boolean | null | undefined} label */
export function legible(label) {
  const words = text(label);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(words)) return moment(words);
  return /^\d{4}-\d\d-\d\d$/.test(words) ? day(words) : words;
}

/** Is a value not there? The API then writes a dash. @param {import("../shapes.js").Text | string | null | undefined} label */
export function blank(label) {
  return ["", "–"].includes(text(label));
}
