/** Who has looked at a case. Fetched when asked for, as that is a look too. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get, Problem } from "../api.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

export class Looks {
  /** @type {import("../vendor/signals-core.js").Signal<any[] | null>} */
  #found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #path;

  /** @param {string} id */
  constructor(id) {
    this.#path = `/api/cases/${id}/access`;
  }

  view() {
    const found = this.#found.value;
    const trouble = this.#trouble.value;
    return html`
      <section class="card" aria-labelledby="looks">
        <div class="between">
          <h2 id="looks">${icon("eye")}${say("who_looked")}</h2>
          ${found ? "" : html`<button type="button" class="plain" @click=${this.#load}>${say("show")}</button>`}
        </div>
        ${trouble instanceof Problem && [403, 404].includes(trouble.status)
          ? html`<p class="quiet">${say("not_for_you")}</p>`
          : trouble && failure(trouble, this.#load)}
        ${found && !found.length ? html`<p class="quiet">${say("nobody_looked")}</p>` : ""}
        ${found && html`<ul class="looks">${found.map(look)}</ul>`}
      </section>
    `;
  }

  #load = async () => {
    try {
      const { data } = await get(this.#path);
      this.#found.value = Array.isArray(data) ? data : data.items;
      this.#trouble.value = null;
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  };
}

/** @param {any} one */
function look(one) {
  const role = text(one.actor?.role?.title);
  return html`
    <li>
      <strong>${one.actor?.name ?? say("system")}</strong>${role ? ` (${role})` : ""}
      <span class="quiet small">${moment(one.at)}</span>
      ${one.what ? html`<span>${text(one.what.title ?? one.what)}</span>` : ""}
      ${one.reason ? html`<span class="quiet">“${one.reason}”</span>` : ""}
    </li>
  `;
}
