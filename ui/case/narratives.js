/** What records say in words, folded: opened one by one with a reason, which is on record. Kept in memory only. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { post } from "../api.js";
import { questions } from "../form/schema.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { say, text } from "../words.js";
import { opened } from "./opened.js";

/** @typedef {import("../shapes.js").Row} Row */
/** @typedef {{ value: Record<string, any>, fields: import("../shapes.js").Field[] }} Words */

export class Narratives {
  /** @type {import("../vendor/signals-core.js").Signal<Record<number, Words>>} */
  #open = signal({});
  #asking = signal(0);
  #wrong = signal(false);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #id;

  /** @param {string} id */
  constructor(id) {
    this.#id = id;
  }

  /** @param {Row} row */
  view = (row) => {
    const words = this.#open.value[row.seq];
    if (words) return this.#said(row, words);
    if (this.#asking.value === row.seq) return this.#form(row);
    return html`
      <p class="quiet small">
        ${icon("lock")} ${say("has_private")}
        <button type="button" class="plain small" aria-label=${said("open_words_of", { n: row.seq })} @click=${() => this.#ask(row.seq)}>
          ${icon("eye")}${said("open_words")}
        </button>
      </p>
    `;
  };

  /**
   * @param {Row} row
   * @param {Words} words
   */
  #said(row, { value, fields }) {
    const title = (/** @type {string} */ name) => {
      const field = fields.find((one) => one.name === name);
      return field ? text(field.title) : name;
    };
    return html`
      <dl class="pairs words">
        ${Object.entries(value).map(
          ([name, one]) => html`
            <div><dt>${title(name)}</dt><dd>${opened(one, fields.find((field) => field.name === name)?.fields ?? [])}</dd></div>
          `,
        )}
      </dl>
      <button type="button" class="plain small" @click=${() => this.#close(row.seq)}>${say("hide")}</button>
    `;
  }

  /** @param {Row} row */
  #form(row) {
    const trouble = this.#trouble.value;
    const wrong = this.#wrong.value;
    return html`
      <form class="inline" autocomplete="off" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#send(event, row.seq)}>
        ${trouble && failure(trouble)}
        <label for="words-reason">${said("open_words_why")}</label>
        ${wrong ? html`<p class="error" id="words-error" role="alert">${icon("alert")}${said("reason_short")}</p>` : ""}
        <input id="words-reason" name="reason" type="text" maxlength="1000" autocomplete="off" spellcheck="false" aria-invalid=${String(wrong)} />
        <div class="actions">
          <button class="button">${said("open_words")}</button>
          <button type="button" class="plain" @click=${() => (this.#asking.value = 0)}>${say("cancel")}</button>
        </div>
      </form>
    `;
  }

  /** @param {number} seq */
  #ask(seq) {
    this.#wrong.value = false;
    this.#trouble.value = null;
    this.#asking.value = seq;
    document.getElementById("words-reason")?.focus();
  }

  /** @param {number} seq */
  #close(seq) {
    const { [seq]: _, ...rest } = this.#open.peek();
    this.#open.value = rest;
  }

  /**
   * @param {SubmitEvent} event
   * @param {number} seq
   */
  async #send(event, seq) {
    event.preventDefault();
    const reason = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("reason")).trim();
    this.#wrong.value = reason.length < 5;
    if (this.#wrong.value) {
      document.getElementById("words-reason")?.focus();
      return;
    }
    try {
      const { data } = await post(`/api/cases/${this.#id}/history/${seq}/narrative`, { body: { reason } });
      this.#open.value = { ...this.#open.peek(), [seq]: { value: data.value, fields: data.schema ? questions(data.schema) : [] } };
      this.#asking.value = 0;
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  }
}
