/** What one person may not take away alone: asked for with a reason, decided by a second one, taken within a day. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get, post, take } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { save } from "../parts/takeaway.js";
import { moment } from "../time.js";
import { text } from "../words.js";

/**
 * @typedef {object} Request
 * @property {string} id
 * @property {string} at
 * @property {{ name: string, role: { title: import("../shapes.js").Text } }} actor
 * @property {string} what
 * @property {string | null} reason
 * @property {string | null} decided_at
 * @property {string | null} decided_by
 * @property {boolean | null} allowed
 * @property {boolean} may_take
 * @property {boolean} may_decide
 * @typedef {{ items: Request[], offered: { name: string, title: import("../shapes.js").Text }[] }} Found
 */

/**
 * @param {string[]} _
 * @param {URLSearchParams} address what to take, and the filters of the list that it was asked from
 * @returns {import("../app.js").Page}
 */
export function open(_, address) {
  const { what: chosen, ...query } = Object.fromEntries(address);
  /** @type {import("../vendor/signals-core.js").Signal<Found | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const wrong = signal(false);

  async function load() {
    await attempt(async () => (found.value = (await get("/api/exports/requests")).data));
  }

  /** @param {() => Promise<unknown>} act */
  async function attempt(act) {
    try {
      await act();
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { what, reason } = Object.fromEntries(new FormData(form));
    wrong.value = String(reason).trim().length < 5;
    if (wrong.value) return;
    await attempt(async () => {
      await post("/api/exports/requests", { body: { what, reason, query: what === chosen ? query : {} } });
      form.reset();
      await load();
    });
  }

  /**
   * @param {Request} one
   * @param {"allow" | "refuse"} verdict
   */
  const decide = (one, verdict) =>
    attempt(async () => {
      await post(`/api/exports/requests/${one.id}/${verdict}`);
      await load();
    });

  /** @param {Request} one */
  const fetched = (one) => attempt(async () => save(await take(`/api/exports/requests/${one.id}/file`)));

  load();
  return {
    title: () => said("exports_title"),
    refresh: load,
    view: () => html`
      <h1 tabindex="-1">${said("exports_title")}</h1>
      <p class="quiet">${said("exports_text")}</p>
      ${trouble.value ? failure(trouble.value) : ""}
      ${found.value ? html`${asking(found.value, chosen, query, wrong.value, submit)} ${list(found.value, decide, fetched)}` : trouble.value ? "" : loading()}
    `,
  };
}

/**
 * @param {Found} found
 * @param {string | undefined} chosen
 * @param {Record<string, string>} query
 * @param {boolean} wrong
 * @param {(event: SubmitEvent) => void} submit
 */
function asking({ offered }, chosen, query, wrong, submit) {
  return html`
    <form class="card sheet" novalidate autocomplete="off" @submit=${submit}>
      <div class="field">
        <label for="export-what">${said("exports_what")}</label>
        <select id="export-what" name="what">${offered.map((one) => html`<option value=${one.name} ?selected=${one.name === chosen}>${text(one.title)}</option>`)}</select>
        ${Object.keys(query).length ? html`<p class="quiet small">${said("exports_narrowed", { what: Object.values(query).join(" · ") })}</p>` : ""}
      </div>
      <div class="field ${wrong ? "wrong" : ""}">
        <label for="export-why">${said("export_reason")}</label>
        ${wrong ? html`<p class="error" id="export-error" role="alert">${icon("alert")}${said("reason_short")}</p>` : ""}
        <input id="export-why" name="reason" type="text" maxlength="1000" spellcheck="false" aria-invalid=${String(wrong)} />
      </div>
      <div class="actions"><button class="button">${said("exports_send")}</button></div>
    </form>
  `;
}

/**
 * @param {Found} found
 * @param {(one: Request, verdict: "allow" | "refuse") => void} decide
 * @param {(one: Request) => void} fetched
 */
function list({ items, offered }, decide, fetched) {
  if (!items.length) return empty(said("exports_none"), said("exports_none_text"));
  const titles = new Map(offered.map((one) => [one.name, text(one.title)]));
  return html`
    <ul class="cards">
      ${items.map(
        (one) => html`
          <li class="card">
            <div class="between">
              <strong>${titles.get(one.what) ?? one.what}</strong>
              <span class="quiet small"><time datetime=${one.at}>${moment(one.at)}</time></span>
            </div>
            <p>${one.reason}</p>
            <p class="quiet small">${one.actor.name} · ${text(one.actor.role.title)}</p>
            <p>${standing(one)}</p>
            <div class="actions">
              ${one.may_take ? html`<button type="button" class="button" @click=${() => fetched(one)}>${icon("down")}${said("exports_take")}</button>` : ""}
              ${one.may_decide
                ? html`
                    <button type="button" class="button" @click=${() => decide(one, "allow")}>${said("exports_allow")}</button>
                    <button type="button" class="second" @click=${() => decide(one, "refuse")}>${said("exports_refuse")}</button>
                  `
                : ""}
            </div>
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {Request} one */
function standing({ decided_at, decided_by, allowed }) {
  if (!decided_at) return said("exports_waits");
  return said(allowed ? "exports_allowed" : "exports_refused", { who: decided_by ?? "?", when: moment(decided_at) });
}
