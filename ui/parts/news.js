/** What just happened, said once to eyes and ears. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { text } from "../words.js";
import { icon } from "./icon.js";

/** @typedef {import("../shapes.js").Text} Text */

const SHOWN = 8_000;

/** @type {import("../vendor/signals-core.js").Signal<Text | null>} */
const latest = signal(null);
let last = 0;

/** @param {Text} words */
export function tell(words) {
  latest.value = words;
  clearTimeout(last);
  last = setTimeout(() => (latest.value = null), SHOWN);
}

export function news() {
  const words = latest.value;
  return html`<div class="news" role="status">${words && html`<p>${icon("check")} ${text(words)}</p>`}</div>`;
}
