/** Personal data: closed until somebody says why it has to be opened. What was opened stays in memory only. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { post } from "../api.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Detail["private"][number]} Closed */
/** @typedef {Record<string, import("../shapes.js").Text>} Titles */

export class Private {
  /** @type {import("../vendor/signals-core.js").Signal<Record<string, { value: any, titles?: Titles }>>} */
  #values = signal({});
  #asking = signal("");
  #wrong = signal("");
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #path;

  /** @param {string} id */
  constructor(id) {
    this.#path = `/api/cases/${id}/reveal`;
  }

  /** @param {Closed[]} items */
  view(items) {
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
    const opened = item.name in this.#values.value;
    const asking = this.#asking.value === item.name;
    return html`
      <div>
        <dt>${text(item.title)}</dt>
        <dd>
          ${opened ? present(this.#values.value[item.name].value, this.#values.value[item.name].titles) : html`<span class="masked">${item.masked || "•••"}</span>`}
          ${opened
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
      this.#values.value = { ...this.#values.peek(), [item.name]: data };
      this.#asking.value = "";
    } catch (error) {
      this.#wrong.value = "";
      this.#trouble.value = shown(error);
    }
  }
}

/**
 * @param {any} value
 * @param {Titles} [titles] of the fields within
 * @returns {unknown}
 */
function present(value, titles = {}) {
  if (value === null || value === undefined || value === "") return html`<span class="quiet">${say("empty_value")}</span>`;
  if (Array.isArray(value)) return html`<ul>${value.map((one) => html`<li>${present(one, titles)}</li>`)}</ul>`;
  if (typeof value !== "object") return html`<span class="opened">${text(value)}</span>`;
  if ("id" in value && "en" in value) return text(value);
  return html`
    <dl>
      ${Object.entries(value).map(([name, one]) => html`<div><dt>${text(titles[name]) || name}</dt><dd>${present(one, titles)}</dd></div>`)}
    </dl>
  `;
}
