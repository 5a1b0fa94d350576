/**
 * Nothing is shown while the app is out of sight, and after a while without a touch it locks, in all tabs at once.
 * What was typed stays in memory, behind the door; nothing is written to the device.
 */

import { html } from "./vendor/lit-html.js";
import { computed, signal } from "./vendor/signals-core.js";
import { lapsed } from "./api.js";
import { lock, me, recall, tabs } from "./session.js";
import { say } from "./words.js";

const MINUTE = 60_000;
const AT_A_DESK = 15 * MINUTE;
const IN_THE_HAND = 5 * MINUTE;
const WARNED = MINUTE;
const TOUCHES = /** @type {const} */ (["keydown", "pointerdown", "wheel", "input"]);

const small = matchMedia("(max-width: 37.49em), (pointer: coarse)");
/** Seconds until it locks, once that is near. @type {import("./vendor/signals-core.js").Signal<number | null>} */
const left = signal(null);
let touched = Date.now();
let told = 0;

export function watchOver() {
  for (const touch of TOUCHES) addEventListener(touch, stir, { passive: true, capture: true });
  document.addEventListener("visibilitychange", cover);
  tabs.addEventListener("message", ({ data }) => HEARD[/** @type {keyof typeof HEARD} */ (data)]?.());
  person.subscribe((who) => {
    touched = Date.now();
    if (who) tabs.postMessage("entered");
  });
  setInterval(look, 1000);
}

/** Whoever is inside; nobody while the door is shut. */
const person = computed(() => (lapsed.value ? undefined : me.value?.id));

const HEARD = {
  touched: () => (touched = Date.now()),
  locked: () => me.peek() && (lapsed.value = true),
  entered: () => lapsed.peek() && recall().catch(() => {}), // where the API cannot be asked the door stays shut
};

/** What one reads while there is still time. */
export function warning() {
  if (left.value === null || lapsed.value) return "";
  return html`
    <div class="notice warn soon" role="alert">
      <p>${say("locks_soon")} <span class="number" aria-hidden="true">${say("seconds", { n: left.value })}</span></p>
      <button type="button" class="second">${say("still_here")}</button>
    </div>
  `;
}

/** Somebody is here. The others are told once a second at most. */
function stir() {
  touched = Date.now();
  if (left.peek() !== null) left.value = null;
  if (touched - told < 1000) return;
  told = touched;
  tabs.postMessage("touched");
}

function look() {
  if (!me.peek() || lapsed.peek()) return;
  const rest = touched + (small.matches ? IN_THE_HAND : AT_A_DESK) - Date.now();
  left.value = rest > WARNED ? null : Math.ceil(rest / 1000);
  if (rest > 0) return;
  left.value = null;
  tabs.postMessage("locked");
  lock();
}

/** Out of sight nothing is drawn, so that no picture of it is left in the list of open apps. */
function cover() {
  look();
  document.documentElement.classList.toggle("covered", document.visibilityState === "hidden");
}
