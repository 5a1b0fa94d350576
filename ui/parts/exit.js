/** Away from here, at once: hide everything, leave nothing to go back to. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { say } from "../words.js";
import { icon } from "./icon.js";

/**
 * Where it leads: each a page that says nothing of where one has been. The first also empties the device, so it is
 * taken only once it is known that no report waits there.
 * @type {import("../vendor/signals-core.js").Signal<"/keluar" | "/kalender">}
 */
export const wayOut = signal("/kalender");
const WITHIN = 1500;

/** A link, so that it also works where a script hangs. */
export function quickExit() {
  return html`<a
    class="exit"
    href=${wayOut.value}
    title=${say("quick_exit_hint")}
    @click=${(/** @type {Event} */ event) => {
      event.preventDefault();
      leave();
    }}
    >${icon("leave")}<span>${say("quick_exit")}</span></a
  >`;
}

/**
 * Shift three times, with no other key between, while `armed` says so.
 * @param {() => boolean} armed
 */
export function listenForShift(armed) {
  /** @type {number[]} */
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses = event.key === "Shift" ? [...presses, event.timeStamp].slice(-3) : [];
    if (presses.length === 3 && event.timeStamp - presses[0] < WITHIN && armed()) leave();
  });
}

function leave() {
  document.documentElement.hidden = true;
  document.title = "";
  location.replace(wayOut.peek());
}
