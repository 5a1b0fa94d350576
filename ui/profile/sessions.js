/** Where one is signed in: to see whether it is oneself, and to end what is not. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { ask, get } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, loading, shown } from "../parts/notice.js";
import { moment } from "../time.js";

/** @typedef {{ id: string, opened_at: string, last_seen_at: string, current: boolean }} Opened */

export class Sessions {
  /** @type {import("../vendor/signals-core.js").Signal<Opened[] | null>} */
  #found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);

  load = async () => {
    try {
      this.#found.value = (await get("/api/me/sessions")).data.items;
      this.#trouble.value = null;
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  };

  view() {
    const found = this.#found.value;
    const trouble = this.#trouble.value;
    return html`
      <section class="card sheet" aria-labelledby="sessions">
        <h2 id="sessions">${icon("lock")}${said("sessions")}</h2>
        <p class="quiet small">${said("sessions_text")}</p>
        ${trouble ? failure(trouble, this.load) : ""} ${found ? this.#list(found) : trouble ? "" : loading()}
      </section>
    `;
  }

  /** @param {Opened[]} found */
  #list(found) {
    const others = found.filter((one) => !one.current);
    return html`
      <ul class="changes">
        ${found.map(
          (one) => html`
            <li>
              <div class="between">
                <span>
                  <strong>${one.current ? said("session_here") : said("session_elsewhere")}</strong><br />
                  <span class="small">${said("session_since", { when: moment(one.opened_at) })}</span><br />
                  <span class="quiet small">${said("session_seen", { when: moment(one.last_seen_at) })}</span>
                </span>
                ${one.current
                  ? ""
                  : html`<button type="button" class="second" @click=${() => this.#end(`/${one.id}`)}>${said("session_end")}</button>`}
              </div>
            </li>
          `,
        )}
      </ul>
      ${others.length > 1
        ? html`<div class="actions"><button type="button" class="second" @click=${() => this.#end("")}>${said("session_end_others")}</button></div>`
        : ""}
    `;
  }

  /** @param {string} which "/id", or "" for all but this one */
  async #end(which) {
    try {
      await ask("DELETE", `/api/me/sessions${which}`);
    } catch (error) {
      this.#trouble.value = shown(error);
      return;
    }
    await this.load();
  }
}
