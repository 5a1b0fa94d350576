/** Personal data: closed until somebody says why it has to be opened. What was opened stays in memory only. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get, post } from "../api.js";
import { questions } from "../form/schema.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { say, text } from "../words.js";
import { opened } from "./opened.js";

/** @typedef {import("../shapes.js").Detail["private"][number]} Closed */
/** @typedef {import("../shapes.js").Field} Field */

export class Private {
  /** @type {import("../vendor/signals-core.js").Signal<Record<string, { value: any, fields: Field[] }>>} */
  #values = signal({});
  #asking = signal("");
  #wrong = signal("");
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #asked = "";
  #path;

  /** @param {string} id */
  constructor(id) {
    this.#path = `/api/cases/${id}/reveal`;
  }

  /** @param {{ private: Closed[], workflow: { name: string } }} subject */
  view({ private: items, workflow }) {
    this.#asked = `/api/workflows/${workflow.name}/opening`;
    if (!items.length) return "";
    return html`
      <section class="card" aria-labelledby="private">
        <h2 id="private">${icon("lock")}${say("private")}</h2>
        <p class="quiet small">${say("private_text")}</p>
        <dl class="pairs">${items.map((item) => this.#one(item))}</dl>
      </section>
    `;
  }

  /** @param {Closed} item */
  #one(item) {
    const open = item.name in this.#values.value;
    const asking = this.#asking.value === item.name;
    return html`
      <div>
        <dt>${text(item.title)}</dt>
        <dd>
          ${open ? opened(this.#values.value[item.name].value, this.#values.value[item.name].fields) : html`<span class="masked">${item.masked || "•••"}</span>`}
          ${open
            ? html`<button type="button" class="plain small" @click=${() => this.#close(item)}>${say("hide")}</button>`
            : item.revealable && !asking
              ? html`<button
                  type="button"
                  class="plain small"
                  aria-label=${say("reveal_named", { title: text(item.title) })}
                  @click=${() => this.#ask(item)}
                >
                  ${icon("eye")}${say("reveal")}
                </button>`
              : ""}
          ${asking ? this.#form(item) : ""}
        </dd>
      </div>
    `;
  }

  /** @param {Closed} item */
  #form(item) {
    const trouble = this.#trouble.value;
    return html`
      <form class="inline" autocomplete="off" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#reveal(event, item)}>
        ${trouble && failure(trouble)}
        <label for="reveal-reason">${say("reveal_reason")}</label>
        ${this.#wrong.value && html`<p class="error" id="reveal-error" role="alert">${icon("alert")}${this.#wrong.value}</p>`}
        <input id="reveal-reason" name="reason" type="text" autocomplete="off" spellcheck="false" aria-invalid=${String(Boolean(this.#wrong.value))} />
        <div class="actions">
          <button class="button">${say("reveal")}</button>
          <button type="button" class="plain" @click=${() => (this.#asking.value = "")}>${say("cancel")}</button>
        </div>
      </form>
    `;
  }

  /** @param {Closed} item */
  #ask(item) {
    this.#wrong.value = "";
    this.#trouble.value = null;
    this.#asking.value = item.name;
    document.getElementById("reveal-reason")?.focus();
  }

  /** @param {Closed} item */
  #close(item) {
    const { [item.name]: _, ...rest } = this.#values.peek();
    this.#values.value = rest;
  }

  /**
   * What was asked when a group or a list was filled in: its titles make the answers readable.
   * @param {string} name
   * @returns {Promise<Field[]>}
   */
  async #questions(name) {
    try {
      const { data } = await get(this.#asked);
      return questions(data.schema).find((field) => field.name === name)?.fields ?? [];
    } catch (error) {
      shown(error);
      return [];
    }
  }

  /**
   * @param {SubmitEvent} event
   * @param {Closed} item
   */
  async #reveal(event, item) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const reason = String(form.get("reason")).trim();
    if (!reason) {
      this.#wrong.value = say("reveal_reason_missing");
      document.getElementById("reveal-reason")?.focus();
      return;
    }

    try {
      const { data } = await post(this.#path, { body: { field: item.name, reason } });
      const fields = typeof data.value === "object" ? await this.#questions(item.name) : [];
      this.#values.value = { ...this.#values.peek(), [item.name]: { value: data.value, fields } };
      this.#asking.value = "";
    } catch (error) {
      this.#wrong.value = "";
      this.#trouble.value = shown(error);
    }
  }
}
