/** The mails that the system sent, as the demo keeps them. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get } from "../api.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { moment } from "../time.js";
import { say } from "../words.js";

/** @typedef {{ at: string, to: string, subject: string, body: string }} Mail */

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<Mail[] | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);

  async function load() {
    try {
      const { data } = await get("/api/demo/inbox");
      found.value = Array.isArray(data) ? data : data.items;
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  load();
  return {
    title: () => say("inbox"),
    view: () => html`
      <h1 tabindex="-1">${say("inbox")}</h1>
      ${trouble.value ? failure(trouble.value, load) : found.value ? list(found.value) : loading()}
    `,
  };
}

/** @param {Mail[]} mails */
function list(mails) {
  if (!mails.length) return empty(say("no_mail"), say("no_mail_text"));
  return html`
    <ul class="cards mails">
      ${mails.map(
        (mail) => html`
          <li class="card">
            <div class="between"><strong>${mail.subject}</strong><span class="quiet small">${moment(mail.at)}</span></div>
            <p class="quiet small">${mail.to}</p>
            <p class="letter">${mail.body}</p>
          </li>
        `,
      )}
    </ul>
  `;
}
