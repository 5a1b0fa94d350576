/** What the lists of the audit are narrowed by. As everywhere, the choice is the address. */

import { html } from "../vendor/lit-html.js";
import { go, link } from "../address.js";
import { said } from "../later.js";
import { fromLocal } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Filter} Filter */
/** @typedef {"records" | "refused" | "looks"} List */

const WIDE = matchMedia("(min-width: 37.5em)");

/** What a list does not know, it is not asked. */
const UNKNOWN = /** @type {const} */ ({ records: [], refused: ["kind", "by", "late"], looks: ["kind", "by", "late", "act"] });

/**
 * The filters of the page, as the API takes them.
 * @param {URLSearchParams} query
 * @param {List} list
 */
export function asked(query, list) {
  const search = new URLSearchParams([...query].filter(([name, value]) => value && takes(list, name)));
  const times = /** @type {const} */ ([["since", "T00:00:00"], ["until", "T23:59:59"]]);
  for (const [name, hour] of times) {
    const day = search.get(name);
    if (day) search.set(name, fromLocal(`${day}${hour}`));
  }
  return search;
}

/**
 * @param {Filter[]} filters
 * @param {URLSearchParams} query
 * @param {List} list
 */
export function finder(filters, query, list) {
  const used = [...asked(query, list)].length > 0;
  return html`
    <form class="filters finder" aria-label=${say("filters")} @submit=${(/** @type {SubmitEvent} */ event) => apply(event, list)}>
      <label><span>${say("number")}</span><input type="search" name="case" autocomplete="off" .value=${query.get("case") ?? ""} /></label>
      <details class="selects" .open=${WIDE.matches || used}>
        <summary>${said("more_filters")}</summary>
        <div>
          ${filters.filter((filter) => takes(list, filter.name)).map((filter) => chooser(filter, query))}
          <label><span>${said("since")}</span><input type="date" name="since" .value=${query.get("since") ?? ""} /></label>
          <label><span>${say("until")}</span><input type="date" name="until" .value=${query.get("until") ?? ""} /></label>
        </div>
      </details>
      ${list === "records" ? html`${tick("by", "system", said("only_system"), query)} ${tick("late", "true", said("only_late"), query)}` : ""}
      <button class="second">${say("filters")}</button>
      ${used ? html`<a href=${link("/history", shownAs(list))}>${say("clear_filters")}</a>` : ""}
    </form>
  `;
}

/**
 * @param {List} list
 * @param {string} name
 */
function takes(list, name) {
  return name !== "show" && !(/** @type {readonly string[]} */ (UNKNOWN[list]).includes(name));
}

/** The parameter that says which list is shown. @param {List} list */
export function shownAs(list) {
  return { show: list === "records" ? "" : list };
}

/**
 * @param {SubmitEvent} event
 * @param {List} list
 */
function apply(event, list) {
  event.preventDefault();
  const chosen = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
  go(link("/history", /** @type {Record<string, string>} */ ({ ...shownAs(list), ...chosen })));
}

/**
 * @param {Filter} filter
 * @param {URLSearchParams} query
 */
function chooser({ name, title, options }, query) {
  return html`
    <label>
      <span>${text(title)}</span>
      <select name=${name}>
        <option value="" .selected=${!query.get(name)}>${say("all")}</option>
        ${options.map((one) => html`<option value=${one.value} .selected=${query.get(name) === one.value}>${text(one.title)}</option>`)}
      </select>
    </label>
  `;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} words
 * @param {URLSearchParams} query
 */
function tick(name, value, words, query) {
  return html`
    <label class="switch">
      <input type="checkbox" name=${name} value=${value} .checked=${query.get(name) === value} />
      <span>${words}</span>
    </label>
  `;
}
