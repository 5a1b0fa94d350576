/** The audit across cases: every record, every refused attempt, every look, and whether the seal holds. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { get } from "../api.js";
import { asked, finder, shownAs } from "../audit/finder.js";
import { attempts, looks, records } from "../audit/rows.js";
import { Seal } from "../audit/seal.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { sheet } from "../parts/sheet.js";
import { Takeaway } from "../parts/takeaway.js";
import { me } from "../session.js";
import { say } from "../words.js";

/** @typedef {import("../audit/finder.js").List} List */
/** @typedef {{ items: any[], next: string | number | null }} Found */

const PAGE = 50;

const LISTS = /** @type {const} */ ({
  records: { path: "/api/history", words: "list_records", lead: "lead_records", rows: records },
  refused: { path: "/api/history/attempts", words: "list_attempts", lead: "lead_attempts", rows: attempts },
  looks: { path: "/api/access", words: "list_looks", lead: "lead_looks", rows: looks },
});

/**
 * @param {string[]} _
 * @param {URLSearchParams} query
 * @returns {import("../app.js").Page}
 */
export function open(_, query) {
  const list = /** @type {List} */ (Object.keys(LISTS).find((name) => name === query.get("show")) ?? "records");
  /** @type {import("../vendor/signals-core.js").Signal<Found | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../shapes.js").Filter[]>} */
  const filters = signal([]);
  const seal = new Seal();
  const rows = new Takeaway(() => `/api/exports/history.jsonl?${asked(query, "records")}`);
  const bundle = new Takeaway(() => `/api/exports/bundle.zip${query.get("case") ? `?${new URLSearchParams({ case: query.get("case") ?? "" })}` : ""}`);

  /** @param {string | number | null} cursor */
  async function load(cursor = null) {
    const search = asked(query, list);
    search.set("limit", String(PAGE));
    if (cursor) search.set("cursor", String(cursor));
    try {
      const [{ data }] = await Promise.all([get(`${LISTS[list].path}?${search}`), sheet("audit.css")]);
      found.value = { next: data.next, items: [...(cursor ? (found.peek()?.items ?? []) : []), ...data.items] };
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  async function offer() {
    try {
      filters.value = (await get("/api/history/filters")).data.items;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  load();
  offer();
  return {
    title: () => say("audit"),
    sensitive: true,
    refresh: () => load(),
    view: () => html`
      <div class="between heading">
        <h1 tabindex="-1">${say("audit")}</h1>
        <div class="actions">
          <button type="button" class="button second" @click=${rows.begin}>${icon("down")}${say("export")}</button>
          ${me.value?.can.cases && !query.get("case")
            ? ""
            : html`<button type="button" class="button second" @click=${bundle.begin}>${icon("down")}${said("bundle")}</button>`}
          ${seal.button()}
        </div>
      </div>
      <p class="quiet">${said(LISTS[list].lead)}</p>
      ${seal.view()} ${tabs(list, query)} ${finder(filters.value, query, list)}
      ${trouble.value && failure(trouble.value, () => load())}
      ${found.value ? filled(found.value, list, load) : trouble.value ? "" : loading()} ${rows.over() || bundle.over()}
    `,
  };
}

/**
 * The choice goes with the reader from list to list, as far as the next one knows it.
 * @param {List} shown
 * @param {URLSearchParams} query
 */
function tabs(shown, query) {
  const kept = Object.fromEntries(query);
  return html`
    <nav class="tabs" aria-label=${said("which_list")}>
      ${Object.entries(LISTS).map(
        ([name, one]) => html`
          <a href=${link("/history", { ...kept, ...shownAs(/** @type {List} */ (name)) })} aria-current=${name === shown ? "page" : "false"}>${said(one.words)}</a>
        `,
      )}
    </nav>
  `;
}

/**
 * @param {Found} found
 * @param {List} list
 * @param {(cursor: string | number) => void} load
 */
function filled({ items, next }, list, load) {
  if (!items.length) return empty(say("no_records"), said("no_records_text"));
  return html`
    ${LISTS[list].rows(items)}
    ${next ? html`<p class="more"><button type="button" class="second" @click=${() => load(next)}>${say("more")}</button></p>` : ""}
  `;
}
