/** What waits for my approval, each with all that it takes to decide: nothing has to be looked up elsewhere. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { get } from "../api.js";
import { Proposals } from "../case/proposals.js";
import { said } from "../later.js";
import { line } from "../parts/line.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { chip, facts } from "../parts/summary.js";
import { setClock } from "../time.js";
import { text } from "../words.js";

/** @typedef {import("../shapes.js").Summary & { now: string, proposals: import("../shapes.js").Proposal[] }} Waiting */
/** @typedef {{ items: Waiting[], office: import("../shapes.js").Register["items"], whole: boolean }} Found */

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<Found | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  /** Each case has its own, so that what went wrong with one is told beside it. @type {Map<string, Proposals>} */
  const cards = new Map();

  async function load() {
    try {
      found.value = (await get("/api/approvals")).data;
      setClock(found.value?.items[0]?.now);
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {Waiting} one */
  function card(one) {
    const known = cards.get(one.id) ?? new Proposals(load);
    cards.set(one.id, known);
    return known;
  }

  load();
  return {
    title: () => said("approvals"),
    sensitive: true,
    refresh: load,
    view: () => html`
      <h1 tabindex="-1">${said("approvals")}</h1>
      ${trouble.value && failure(trouble.value, load)}
      ${found.value ? list(found.value, card) : trouble.value ? "" : loading()}
      ${found.value?.items.map((one) => card(one).over(one)) ?? ""}
    `,
  };
}

/**
 * What the office sets is decided on where it is shown whom it concerns.
 * @param {Found} found
 * @param {(one: Waiting) => Proposals} card
 */
function list({ items, office, whole }, card) {
  if (!items.length && !office.length) return empty(said("approvals_none"), said("approvals_text"));
  return html`
    ${items.map(
      (one) => html`
        <article class="child" aria-label=${one.number}>
          <div class="between">
            <h2><a href=${link(`/cases/${one.id}`)}>${text(one.title)} <span class="number">${one.number}</span></a></h2>
            ${chip(one)}
          </div>
          ${facts(one)} <p class="quiet small">${one.kelurahan?.name ?? ""}</p>
          ${card(one).view(one)}
        </article>
      `,
    )}
    ${office.length ? html`<ul class="cards lines">${office.map((one) => html`<li class="card">${line(one)}</li>`)}</ul>` : ""}
    ${whole ? "" : html`<p class="quiet">${said("approvals_more")}</p>`}
  `;
}
