/** Somebody was faster: who changed what, and what to do with what was typed. */

import { html } from "../vendor/lit-html.js";
import { dialog } from "../parts/dialog.js";
import { short } from "../time.js";
import { say, text } from "../words.js";

/**
 * @param {import("../api.js").Change[]} changes
 * @param {{ look: () => void, again: () => void }} ways
 */
export function staleDialog(changes, { look, again }) {
  return dialog({
    title: say("stale_title"),
    body: html`
      <p>${say("stale_text")}</p>
      <ul class="changes">
        ${changes.map(
          (change) => html`
            <li>
              <strong>${text(change.act?.title ?? change.act)}</strong>
              <span class="quiet small">${[who(change), short(change.at)].filter(Boolean).join(" · ")}</span>
            </li>
          `,
        )}
      </ul>
    `,
    close: look,
    actions: html`
      <button type="button" class="button" @click=${again}>${say("apply_again")}</button>
      <button type="button" class="second" @click=${look}>${say("look_first")}</button>
    `,
  });
}

/** @param {import("../api.js").Change} change */
function who({ actor, role }) {
  const title = text(role?.title ?? role);
  if (!actor) return title || say("system");
  return [typeof actor === "string" ? actor : actor.name, title && `(${title})`].filter(Boolean).join(" ");
}
