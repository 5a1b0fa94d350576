/** Search: what is looked for travels in the body and stays nowhere; a name takes a reason, which is recorded. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { post } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { setClock } from "../time.js";
import { say, text } from "../words.js";
import { listed } from "./cases.js";

/** @typedef {{ items: import("../shapes.js").Summary[], count: number | string, searched: { note: import("../shapes.js").Text } }} Found */

/** The API asks for so many letters at least. */
const SHORTEST = 3;

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<Found | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const wrong = signal("");
  const busy = signal(false);

  /** @param {SubmitEvent} event */
  async function search(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const query = String(form.get("query")).trim();
    const reason = String(form.get("reason")).trim();
    wrong.value = query.length < SHORTEST ? said("query_short", { n: SHORTEST }) : "";
    if (wrong.value) {
      document.getElementById("query")?.focus();
      return;
    }

    busy.value = true;
    trouble.value = null;
    try {
      const { data } = await post("/api/cases/search", { body: { query, ...(reason ? { reason } : {}) } });
      setClock(data.now);
      found.value = data;
    } catch (error) {
      found.value = null;
      trouble.value = shown(error);
    } finally {
      busy.value = false;
    }
  }

  return {
    title: () => say("search"),
    sensitive: true,
    view: () => html`
      <p class="crumbs"><a href=${link("/cases")}>${icon("back")}${say("back_to_cases")}</a></p>
      <h1 tabindex="-1">${say("search")}</h1>
      <form class="card form" role="search" autocomplete="off" novalidate @submit=${search}>
        <div class="field ${wrong.value ? "wrong" : ""}">
          <label for="query">${said("query")}</label>
          ${wrong.value ? html`<p class="error" id="query-error" role="alert">${icon("alert")}${wrong.value}</p>` : ""}
          <input
            id="query"
            name="query"
            type="text"
            maxlength="100"
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${String(Boolean(wrong.value))}
            aria-describedby=${wrong.value ? "query-error" : "query-help"}
          />
          <p class="help" id="query-help">${said("query_help")}</p>
        </div>
        <div class="field">
          <label for="reason">${said("search_reason")} <span class="quiet">(${say("optional")})</span></label>
          <p class="help" id="reason-help">${said("search_reason_help")}</p>
          <input id="reason" name="reason" type="text" maxlength="1000" autocomplete="off" spellcheck="false" aria-describedby="reason-help" />
        </div>
        <div class="actions"><button class="button" ?disabled=${busy.value}>${say("search")}</button></div>
      </form>
      ${trouble.value ? failure(trouble.value) : ""} ${busy.value ? loading() : found.value ? results(found.value) : ""}
    `,
  };
}

/** @param {Found} found */
function results({ items, count, searched }) {
  return html`
    <section class="cards" aria-labelledby="found">
      <div role="status">
        <h2 id="found">${said("n_found", { n: count })}</h2>
        <p class="quiet">${text(searched.note)}</p>
      </div>
      ${items.length ? listed(items) : empty(said("nothing_found"), said("nothing_found_text"))}
    </section>
  `;
}
