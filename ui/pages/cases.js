/**
 * The cases that the reader may see. Its filters are the address, so a filtered list can be kept and sent.
 * Longer than most files because each module more is a journey more on a slow line, before the first list is there.
 */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { get, settled } from "../api.js";
import { badge } from "../parts/badge.js";
import { icon } from "../parts/icon.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { chip, facts } from "../parts/summary.js";
import { me } from "../session.js";
import { setClock } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Summary} Summary */
/** @typedef {import("../shapes.js").Filter} Filter */
/** @typedef {{ box: (item: Summary) => unknown }} Chooser */

const PAGE = 30;
const WIDE = matchMedia("(min-width: 37.5em)");
const wide = signal(WIDE.matches);
WIDE.addEventListener("change", () => (wide.value = WIDE.matches));

/**
 * @param {string[]} _
 * @param {URLSearchParams} query
 * @returns {import("../app.js").Page}
 */
export function open(_, query) {
  /** @type {import("../vendor/signals-core.js").Signal<{ items: Summary[], next: string | null, count: number | string } | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<Filter[]>} */
  const filters = signal([]);
  /** @type {import("../vendor/signals-core.js").Signal<import("../parts/takeaway.js").Takeaway | null>} */
  const taking = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../cases/many.js").Many | null>} */
  const many = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../cases/kept.js").Kept | null>} */
  const kept = signal(null);

  /** @param {string | null} cursor */
  async function load(cursor = null) {
    const search = new URLSearchParams(query);
    search.set("limit", String(PAGE));
    if (cursor) search.set("cursor", cursor);
    try {
      const { data } = await get(`/api/cases?${search}`);
      setClock(data.now);
      found.value = { ...data, items: [...(cursor ? (found.peek()?.items ?? []) : []), ...data.items] };
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  async function offer() {
    try {
      filters.value = merged((await get("/api/workflows")).data);
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** What is seldom asked for is fetched when it is. */
  async function takeAway() {
    const { Takeaway } = await import("../parts/takeaway.js");
    taking.value ??= new Takeaway(() => `/api/exports/cases.csv?${query}`);
    taking.value.begin();
  }

  async function choose() {
    const { Many } = await import("../cases/many.js");
    many.value = new Many(load, () => (many.value = null));
  }

  /** They are no part of the first view, so they do not slow it down. */
  async function keeping() {
    await settled();
    try {
      const { Kept } = await import("../cases/kept.js");
      kept.value = new Kept();
      await kept.value.load();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a module that did not arrive: the list is there without it
    }
  }

  load();
  offer();
  keeping();

  return {
    title: () => say("cases"),
    sensitive: true,
    refresh: () => load(),
    view: () => html`
      <div class="between heading">
        <h1 tabindex="-1">${say("cases")}</h1>
        <div class="actions">
          ${me.value?.can.export ? html`<button type="button" class="button second" @click=${takeAway}>${say("export")}</button>` : ""}
          ${me.value?.can.bulk && !many.value ? html`<button type="button" class="button second" @click=${choose}>${say("choose_many")}</button>` : ""}
          <a class="button second" href=${link("/search")}>${icon("search")}${say("search")}</a>
          ${found.value && html`<span class="quiet" role="status">${say("n_cases", { n: found.value.count })}</span>`}
        </div>
      </div>
      ${bar(filters.value, query)} ${kept.value?.view(query) ?? ""} ${many.value?.view() ?? ""} ${trouble.value && failure(trouble.value, () => load())}
      ${found.value ? list(found.value, query, load, many.value) : trouble.value ? "" : loading()} ${taking.value?.over() ?? ""}
    `,
  };
}

/**
 * The filters of all workflows, each once.
 * @param {import("../shapes.js").Process[] | { items: import("../shapes.js").Process[] }} answer
 * @returns {Filter[]}
 */
function merged(answer) {
  const processes = Array.isArray(answer) ? answer : answer.items;
  /** @type {Map<string, Filter>} */
  const byName = new Map();
  for (const filter of processes.flatMap((process) => process.filters ?? [])) {
    const known = byName.get(filter.name);
    const values = new Set(known?.options.map((option) => option.value));
    const options = [...(known?.options ?? []), ...filter.options.filter((option) => !values.has(option.value))];
    byName.set(filter.name, { ...filter, options });
  }
  return [...byName.values()];
}

/**
 * @param {Filter[]} filters
 * @param {URLSearchParams} query
 */
function bar(filters, query) {
  /** @param {Event} event */
  const apply = (event) => {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const asked = new Set([...form.elements].map((one) => one.getAttribute("name")));
    const others = [...query].filter(([name]) => !asked.has(name));
    go(link("/cases", Object.fromEntries([...others, .../** @type {[string, string][]} */ ([...new FormData(form)])])));
  };
  const used = [...query.keys()].length > 0;
  const switches = /** @type {const} */ ([
    ["overdue", "true", "only_overdue"],
    ["assignee", me.value?.id ?? "", "only_mine"],
    ["waiting", "true", "only_waiting"],
    ["ended", "false", "only_open"],
  ]);
  return html`
    <form class="filters" aria-label=${say("filters")} @change=${apply} @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <details class="selects" .open=${wide.value || filters.some((filter) => query.has(filter.name))}>
        <summary>${say("filters")}</summary>
        <div>
          ${filters.map(
            (filter) => html`
              <label>
                <span>${text(filter.title)}</span>
                <select name=${filter.name}>
                  <option value="" .selected=${!query.get(filter.name)}>${say("all")}</option>
                  ${filter.options.map(
                    (option) => html`
                      <option value=${option.value} .selected=${query.get(filter.name) === option.value}>${text(option.title)}</option>
                    `,
                  )}
                </select>
              </label>
            `,
          )}
        </div>
      </details>
      <div class="switches">
        ${switches.map(
          ([name, value, words]) => html`
            <label class="switch">
              <input type="checkbox" name=${name} value=${value} .checked=${query.get(name) === value} />
              <span>${say(words)}</span>
            </label>
          `,
        )}
      </div>
      ${used ? html`<a href=${link("/cases")}>${say("clear_filters")}</a>` : ""}
    </form>
  `;
}

/**
 * @param {{ items: Summary[], next: string | null }} found
 * @param {URLSearchParams} query
 * @param {(cursor: string) => void} load
 * @param {Chooser | null} many
 */
function list({ items, next }, query, load, many) {
  if (!items.length) return nothingHere(query);
  return html`
    ${listed(items, many)}
    ${next ? html`<p class="more"><button type="button" class="second" @click=${() => load(next)}>${say("more")}</button></p>` : ""}
  `;
}

/**
 * @param {Summary[]} items
 * @param {Chooser | null} [many] draws the box with which a case is chosen
 */
export function listed(items, many = null) {
  return wide.value ? table(items, many) : html`<ul class="cards">${items.map((item) => card(item, many))}</ul>`;
}

/** @param {URLSearchParams} query */
function nothingHere(query) {
  if ([...query.keys()].length) {
    return empty(
      say("no_match"),
      say("no_match_text"),
      html`<a class="button second" href=${link("/cases")}>${say("clear_filters")}</a>`,
    );
  }
  const first = me.value?.can.open[0];
  const action = first && html`<a class="button" href=${link(`/open/${first.name}`)}>${say("open_new", { title: text(first.title) })}</a>`;
  return empty(say("no_cases"), say("no_cases_text"), action);
}

/**
 * @param {Summary[]} items
 * @param {Chooser | null} many
 */
function table(items, many) {
  return html`
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">${say("number")}</th>
            <th scope="col">${say("state")}</th>
            <th scope="col">${say("clock")}</th>
            <th scope="col">${say("where")}</th>
            <th scope="col">${say("owner")}</th>
          </tr>
        </thead>
        <tbody>
          ${items.map(
            (item) => html`
              <tr class="row">
                <th scope="row">
                  ${many?.box(item) ?? ""}<a class="cover number" href=${link(`/cases/${item.id}`)}>${item.number}</a>
                  ${facts(item)}
                </th>
                <td>${chip(item)}</td>
                <td>${item.ended_at ? html`<span class="quiet">${say("ended")}</span>` : badge(item.badge)}</td>
                <td>${item.kelurahan?.name ?? "–"}</td>
                <td>${item.owner?.name ?? html`<span class="quiet">${say("nobody")}</span>`}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/**
 * @param {Summary} item
 * @param {Chooser | null} many
 */
function card(item, many) {
  return html`
    <li class="card row">
      <div class="between">
        <span>${many?.box(item) ?? ""}<a class="cover number" href=${link(`/cases/${item.id}`)}>${item.number}</a></span>
        ${chip(item)}
      </div>
      ${facts(item)} ${item.ended_at ? html`<span class="quiet">${say("ended")}</span>` : badge(item.badge)}
      <p class="quiet small">${[item.kelurahan?.name, item.owner?.name].filter(Boolean).join(" · ")}</p>
    </li>
  `;
}
