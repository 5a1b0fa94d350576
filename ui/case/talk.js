/** What the reporter and the house write to each other: closed until somebody says why. Kept in memory only. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { post } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Detail} Detail */
/** @typedef {import("../shapes.js").Message} Message */

export class Talk {
  /** @type {import("../vendor/signals-core.js").Signal<{ count: number, items: Message[] } | null>} */
  #open = signal(null);
  #asking = signal(false);
  #wrong = signal(false);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #path;

  /** @param {string} id */
  constructor(id) {
    this.#path = `/api/cases/${id}/messages`;
  }

  /** @param {Detail} found */
  view({ talk }) {
    if (!talk) return "";
    return html`
      <section class="card" aria-labelledby="talk">
        <h2 id="talk">${icon("people")}${said("talk")}</h2>
        ${talk.waits_since ? html`<p class="notice warn">${icon("hourglass")}<span>${said("talk_waits", { when: moment(talk.waits_since) })}</span></p>` : ""}
        <p class="quiet small">${said("talk_text")}</p>
        ${talk.count ? this.#content(talk) : html`<p class="quiet">${said("talk_none")}</p>`}
      </section>
    `;
  }

  /** @param {NonNullable<Detail["talk"]>} talk */
  #content(talk) {
    const open = this.#open.value;
    if (open) return html`
      <ol class="talk">${open.items.map(message)}</ol>
      ${talk.count > open.count ? html`<p class="quiet small">${said("talk_more")}</p>` : ""}
      <button type="button" class="plain small" @click=${() => (this.#open.value = null)}>${say("hide")}</button>
    `;
    if (this.#asking.value) return this.#form(talk);
    return html`
      <p class="quiet small">
        ${icon("lock")} ${said("talk_count", { n: talk.count })}
        ${talk.opens ? html`<button type="button" class="plain small" @click=${() => this.#ask()}>${icon("eye")}${said("talk_open")}</button>` : ""}
      </p>
    `;
  }

  /** @param {NonNullable<Detail["talk"]>} talk */
  #form(talk) {
    const trouble = this.#trouble.value;
    const wrong = this.#wrong.value;
    return html`
      <form class="inline" autocomplete="off" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#send(event, talk.count)}>
        ${trouble && failure(trouble)}
        <label for="talk-reason">${said("talk_why")}</label>
        ${wrong ? html`<p class="error" id="talk-error" role="alert">${icon("alert")}${said("reason_short")}</p>` : ""}
        <input id="talk-reason" name="reason" type="text" maxlength="1000" autocomplete="off" spellcheck="false" aria-invalid=${String(wrong)} />
        <div class="actions">
          <button class="button">${said("talk_open")}</button>
          <button type="button" class="plain" @click=${() => (this.#asking.value = false)}>${say("cancel")}</button>
        </div>
      </form>
    `;
  }

  #ask() {
    this.#wrong.value = false;
    this.#trouble.value = null;
    this.#asking.value = true;
    document.getElementById("talk-reason")?.focus();
  }

  /**
   * @param {SubmitEvent} event
   * @param {number} count
   */
  async #send(event, count) {
    event.preventDefault();
    const reason = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("reason")).trim();
    this.#wrong.value = reason.length < 5;
    if (this.#wrong.value) {
      document.getElementById("talk-reason")?.focus();
      return;
    }
    try {
      const { data } = await post(this.#path, { body: { reason } });
      this.#open.value = { count: Math.max(count, data.items.length), items: data.items };
      this.#asking.value = false;
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  }
}

/** @param {Message} one */
function message(one) {
  return html`
    <li class=${one.from_reporter ? "theirs" : "ours"}>
      <p class="small"><b>${one.from_reporter ? text(one.by.role.title) : one.by.name}</b> <span class="quiet">${moment(one.at)}${one.report ? ` · ${one.report}` : ""}</span></p>
      <p class="words">${one.text}</p>
    </li>
  `;
}
