/** Single keys for those who would rather not reach for the mouse. They move the focus, and Enter does the rest. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, here, link } from "../address.js";
import { lapsed } from "../api.js";
import { said } from "../later.js";
import { me } from "../session.js";
import { say } from "../words.js";
import { dialog } from "./dialog.js";

/** What one steps through: the first link or button of each line of a list. */
const LINES = "main .cover, main .queues a, main .step, main .cards > .card:not(.row)";
const REACHED = "a[href], button:not([disabled])";
/** Frames of a page that is on its way. */
const PATIENCE = 300;

const helping = signal(false);

/** @type {Record<string, () => unknown>} */
const KEYS = { "/": search, j: () => step(1), k: () => step(-1), "?": () => (helping.value = true) };

/** From now on. */
export function listen() {
  addEventListener("keydown", (event) => {
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
    if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !free(event.target)) return;
    event.preventDefault();
    act();
  });
}

/** Nobody is typing, nothing lies over the page, and the reader wants them. @param {EventTarget | null} target */
function free(target) {
  const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  if (!(target instanceof Element) || target.closest(typing)) return false;
  return Boolean(me.peek()?.shortcuts && !lapsed.peek() && !document.querySelector("dialog[open]"));
}

async function search() {
  if (!me.peek()?.can.cases) return;
  if (here.peek().path !== "/search") go(link("/search"));
  for (let frame = 0; frame < PATIENCE; frame += 1) {
    const field = document.getElementById("query");
    if (field) return field.focus();
    await new Promise(requestAnimationFrame);
  }
}

/** To the next line of the list, or the one before; from outside the list to its first. @param {1 | -1} by */
function step(by) {
  const lines = [...document.querySelectorAll(LINES)];
  const at = lines.findIndex((line) => line.contains(document.activeElement));
  const line = lines[at < 0 ? 0 : at + by];
  const reached = line?.matches(REACHED) ? line : line?.querySelector(REACHED);
  if (reached instanceof HTMLElement) reached.focus();
}

/** What the keys are, when somebody asks. */
export function help() {
  if (!helping.value) return "";
  const close = () => (helping.value = false);
  return dialog({
    title: said("keys"),
    body: html`${listed()}<p class="quiet small">${said("keys_off")} <a href=${link("/profile")} @click=${close}>${say("profile")}</a></p>`,
    close,
    actions: html`<button type="button" class="button" @click=${close}>${said("keys_close")}</button>`,
  });
}

export function listed() {
  const lines = /** @type {const} */ ([
    ["/", "keys_search"],
    ["j", "keys_next"],
    ["k", "keys_before"],
    ["Enter", "keys_open"],
    ["?", "keys_help"],
  ]);
  return html`<dl class="keys">${lines.map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${said(words)}</dd></div>`)}</dl>`;
}
