/** A question that has to be answered before going on. The browser's own <dialog> keeps the focus inside. */

import { html } from "../vendor/lit-html.js";

/** @type {WeakMap<Element, Element | null>} */
const openers = new WeakMap();

/**
 * @param {object} dialog
 * @param {string} dialog.title
 * @param {unknown} dialog.body
 * @param {unknown} dialog.actions
 * @param {() => void} dialog.close called by Escape
 */
export function dialog({ title, body, actions, close }) {
  return html`
    <dialog
      class="dialog"
      aria-labelledby="dialog-title"
      @cancel=${(/** @type {Event} */ event) => {
        event.preventDefault();
        close();
      }}
    >
      <h2 id="dialog-title">${title}</h2>
      ${body}
      <div class="actions">${actions}</div>
    </dialog>
  `;
}

/** @type {HTMLDialogElement | null} */
let shown = null;

/** To be called after each drawing: opens a dialog that has appeared, gives the focus back when it has gone. */
export function settle() {
  const found = document.querySelector("dialog");
  if (found && !found.open) {
    openers.set(found, document.activeElement);
    found.showModal();
  }
  if (shown && shown !== found) {
    const opener = openers.get(shown);
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  }
  shown = found;
}
