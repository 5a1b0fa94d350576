/** Without a network, before anybody could sign in: a report can be taken all the same, and waits sealed. */

import { html } from "../vendor/lit-html.js";
import { link } from "../address.js";
import { kit } from "../offline/shelf.js";
import { icon } from "../parts/icon.js";
import { empty } from "../parts/notice.js";
import { say, text } from "../words.js";

/** @param {() => void} again asks once more whether there is a network */
export async function awayPage(again) {
  const tools = await kit();
  const retry = html`<button type="button" class="button second" @click=${again}>${say("retry")}</button>`;
  return {
    by: tools?.by,
    view: () => html`
      <h1 tabindex="-1">${say("away")}</h1>
      ${empty(
        tools ? say("away_can") : say("away_cannot"),
        tools ? say("away_can_text") : say("away_cannot_text"),
        html`<div class="actions">
          ${(tools?.forms ?? []).map(
            (form) => html`<a class="button" href=${link(`/open/${form.name}`)}>${icon("plus")}${say("open_new", { title: text(form.title) })}</a>`,
          )}
          ${retry}
        </div>`,
      )}
    `,
  };
}
