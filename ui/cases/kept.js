/** The filters that the reader keeps: used with a touch, each called by what it chooses. They come after the list. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { ask, get, post } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { sheet } from "../parts/sheet.js";
import { text } from "../words.js";

/** @typedef {{ id: string, title: import("../shapes.js").Text, query: string }} Filter */

export class Kept {
  /** @type {import("../vendor/signals-core.js").Signal<Filter[]>} */
  #kept = signal([]);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);

  load = () => this.#attempt(() => sheet("cases.css"));

  /** @param {URLSearchParams} query what the list is filtered by now */
  view(query) {
    const kept = this.#kept.value;
    const now = sorted(query);
    const here = kept.some((one) => one.query === now);
    if (!kept.length && !now) return "";
    return html`
      <div class="kept" role="group" aria-label=${said("kept_filters")}>
        ${kept.map((one) => this.#one(one, one.query === now))}
        ${now && !here
          ? html`<button type="button" class="plain" @click=${() => this.#attempt(() => post("/api/me/filters", { body: { query: now } }))}>${icon("plus")}${said("keep_filter")}</button>`
          : ""}
      </div>
      ${this.#trouble.value && failure(this.#trouble.value)}
    `;
  }

  /**
   * @param {Filter} one
   * @param {boolean} now
   */
  #one(one, now) {
    const title = text(one.title);
    return html`
      <span class="kept-one">
        <a href=${link("/cases", Object.fromEntries(new URLSearchParams(one.query)))} aria-current=${now ? "page" : "false"}>${title}</a>
        <button type="button" class="plain" aria-label=${said("drop_filter", { title })} @click=${() => this.#attempt(() => ask("DELETE", `/api/me/filters/${one.id}`))}>×</button>
      </span>
    `;
  }

  /** @param {() => Promise<unknown>} act */
  async #attempt(act) {
    try {
      await act();
      this.#kept.value = (await get("/api/me/filters")).data.items;
      this.#trouble.value = null;
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  }
}

/** As the API keeps it. @param {URLSearchParams} query */
function sorted(query) {
  const chosen = new URLSearchParams([...query].filter(([, value]) => value));
  chosen.sort();
  return chosen.toString();
}
