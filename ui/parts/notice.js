/** A message in the page: nothing here, or something went wrong. */

import { html } from "../vendor/lit-html.js";
import { Problem, Trouble } from "../api.js";
import { say, text } from "../words.js";
import { icon } from "./icon.js";

/**
 * What will appear here, and the one thing to do next.
 * @param {string} title
 * @param {string} words
 * @param {unknown} [action]
 */
export function empty(title, words, action) {
  return html`
    <div class="empty">
      <p class="empty-title">${title}</p>
      ${words ? html`<p class="quiet">${words}</p>` : ""} ${action}
    </div>
  `;
}

/**
 * @param {Trouble} trouble
 * @param {() => void} [retry]
 */
export function failure(trouble, retry) {
  return html`
    <div class="notice bad" role="alert">
      ${icon("alert")}
      <p>${trouble instanceof Problem && trouble.errors.length ? trouble.errors.map((one) => text(one.message)).join(" ") : text(trouble.words)}</p>
      ${retry && html`<button type="button" class="plain" @click=${retry}>${say("retry")}</button>`}
    </div>
  `;
}

export function loading() {
  return html`<p class="loading quiet" role="status">${say("loading")}</p>`;
}

/**
 * An error of the network or the API as something to show; any other error is a bug and goes on.
 * @param {unknown} error
 * @returns {Trouble}
 */
export function shown(error) {
  if (error instanceof Trouble) return error;
  throw error;
}
