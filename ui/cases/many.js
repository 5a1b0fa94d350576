/** One step on many cases: what can be taken on all that are chosen, and what came of it for each. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { post } from "../api.js";
import { Draft } from "../form/draft.js";
import { formView } from "../form/view.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { reasons } from "../parts/refusal.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Summary} Summary */
/** @typedef {import("../shapes.js").Text} Text */
/** @typedef {import("../shapes.js").Refusal} Refusal */
/** @typedef {{ name: string, title: Text, allowed: boolean, blocked: { number: string, refusals: Refusal[] }[], schema: import("../shapes.js").Schema | null, confirm: Text | null, href: string }} Offered */
/** @typedef {{ id: string, number: string | null, done: boolean, message?: Text, refusals?: Refusal[], errors?: { message: Text }[] }} Result */

/** So many the API takes at once. */
const MOST = 50;

export class Many {
  /** @type {import("../vendor/signals-core.js").Signal<Map<string, Summary>>} */
  #chosen = signal(new Map());
  /** @type {import("../vendor/signals-core.js").Signal<Offered[] | null>} */
  #steps = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<{ step: Offered, draft: Draft } | null>} */
  #open = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<{ step: Offered, results: Result[] } | null>} */
  #came = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #reload;
  #end;

  /**
   * @param {() => Promise<void>} reload the list
   * @param {() => void} end no more choosing
   */
  constructor(reload, end) {
    this.#reload = reload;
    this.#end = end;
  }

  /** @param {Summary} item */
  box(item) {
    const chosen = this.#chosen.value;
    return html`
      <label class="pick">
        <input
          type="checkbox"
          aria-label=${said("choose_case", { number: item.number })}
          .checked=${chosen.has(item.id)}
          ?disabled=${chosen.size >= MOST && !chosen.has(item.id)}
          @change=${(/** @type {Event} */ event) => this.#choose(item, /** @type {HTMLInputElement} */ (event.target).checked)}
        />
      </label>
    `;
  }

  view() {
    const n = this.#chosen.value.size;
    return html`
      <section class="card many" aria-labelledby="many">
        <div class="between">
          <h2 id="many"><span role="status">${n ? said("n_chosen", { n }) : said("choose_some")}</span></h2>
          <button type="button" class="plain" @click=${this.#end}>${say("cancel")}</button>
        </div>
        ${this.#trouble.value && failure(this.#trouble.value)} ${this.#outcome()} ${n ? this.#offered() : ""}
      </section>
    `;
  }

  #offered() {
    const open = this.#open.value;
    if (open) return this.#form(open.step, open.draft);
    const steps = this.#steps.value;
    if (!steps) return html`<p class="quiet">${say("loading")}</p>`;
    if (!steps.length) return html`<p class="quiet">${said("nothing_for_many")}</p>`;
    return steps.map((step) =>
      step.allowed
        ? html`<button type="button" class="button" @click=${() => (this.#open.value = { step, draft: new Draft(step.schema) })}>${text(step.title)}</button>`
        : blocked(step),
    );
  }

  /**
   * @param {Offered} step
   * @param {Draft} draft
   */
  #form(step, draft) {
    const title = text(step.title);
    return formView(draft, {
      title,
      send: said("for_n_cases", { title, n: this.#chosen.value.size }),
      lead: html`<h3>${title}</h3>${step.confirm ? html`<p class="notice warn">${icon("alert")}${text(step.confirm)}</p>` : ""}`,
      submit: () => this.#send(step, draft),
      cancel: () => (this.#open.value = null),
    });
  }

  #outcome() {
    const came = this.#came.value;
    if (!came) return "";
    const done = came.results.filter((one) => one.done).length;
    return html`
      <div role="status">
        <p><strong>${said("came_of_it", { title: text(came.step.title), n: done, of: came.results.length })}</strong></p>
        <ul class="results">
          ${came.results.map(
            (one) => html`
              <li>
                ${icon(one.done ? "check" : "alert")}
                <a class="number" href=${link(`/cases/${one.id}`)}>${one.number ?? "?"}</a>
                ${one.done ? said("is_done") : html`${(one.errors?.length ? one.errors.map((each) => text(each.message)).join(" ") : text(one.message))} ${one.refusals?.length ? reasons(one.refusals) : ""}`}
              </li>
            `,
          )}
        </ul>
      </div>
    `;
  }

  /**
   * @param {Summary} item
   * @param {boolean} on
   */
  #choose(item, on) {
    const chosen = new Map(this.#chosen.peek());
    if (on) chosen.set(item.id, item);
    else chosen.delete(item.id);
    this.#chosen.value = chosen;
    this.#came.value = null;
    this.#ask();
  }

  /** What stands open in all that are chosen now; an answer about fewer or more comes too late. */
  async #ask() {
    const asked = this.#chosen.peek();
    if (!asked.size) {
      this.#open.value = null;
      return;
    }
    try {
      const { data } = await post("/api/cases/bulk", { body: { cases: [...asked.keys()] } });
      if (asked !== this.#chosen.peek()) return;
      this.#steps.value = data.steps;
      this.#trouble.value = null;
      this.#keepForm(data.steps);
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  }

  /** What was typed stays, as long as the step stands open for all. @param {Offered[]} steps */
  #keepForm(steps) {
    const open = this.#open.peek();
    if (!open) return;
    const step = steps.find((one) => one.name === open.step.name && one.allowed);
    if (step) open.draft.renew(step.schema);
    this.#open.value = step ? { step, draft: open.draft } : null;
  }

  /**
   * @param {Offered} step
   * @param {Draft} draft
   */
  async #send(step, draft) {
    const cases = [...this.#chosen.peek().values()].map(({ id, version }) => ({ id, version }));
    const answer = await draft.submit((form, key) => post(step.href, { body: { cases, form }, key }));
    if (!answer) return;
    this.#came.value = { step, results: answer.data.results };
    this.#chosen.value = new Map();
    this.#open.value = null;
    await this.#reload();
  }
}

/** @param {Offered} step */
function blocked(step) {
  return html`
    <div class="notice warn">
      ${icon("lock")}
      <div>
        <p><strong>${said("not_for_all", { title: text(step.title) })}</strong></p>
        <ul>${step.blocked.map((one) => html`<li><span class="number">${one.number}</span> ${one.refusals.length ? reasons(one.refusals) : said("not_there")}</li>`)}</ul>
      </div>
    </div>
  `;
}
