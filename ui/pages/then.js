/** A case as it was at a moment: its state, facts, clocks and what belongs to it then. Nothing can be done to the past. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { get, Problem } from "../api.js";
import { details } from "../case/details.js";
import { record, sealed } from "../case/records.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { sheet } from "../parts/sheet.js";
import { me } from "../session.js";
import { fromLocal, moment, toLocal } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Stood} Stood */
/** @typedef {{ number: string, records: import("../shapes.js").Row[], stood: Stood, seal: any }} Found */

/**
 * @param {string[]} words
 * @param {URLSearchParams} query
 * @returns {import("../app.js").Page}
 */
export function open([id], query) {
  const on = query.get("on") ?? "";
  /** @type {import("../vendor/signals-core.js").Signal<{ then: Found | null, moments: string[] } | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);

  async function load() {
    try {
      const path = `/api/cases/${id}/history`;
      const [{ data }] = await Promise.all([get(path), sheet("audit.css")]);
      found.value = { then: on ? await asOf(path, on) : data, moments: data.records.map((/** @type {any} */ one) => one.at) };
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  load();
  return {
    title: () => said("as_it_was"),
    sensitive: true,
    refresh: load,
    view: () => {
      const shown = found.value;
      if (!shown) return html`<h1 tabindex="-1">${said("as_it_was")}</h1>${trouble.value ? failure(trouble.value, load) : loading()}`;
      const at = on || shown.then?.stood.at || "";
      return html`
        ${heading(id, shown.then, at)} ${walk(id, shown.moments, at)}
        ${shown.then ? past(shown.then) : empty(said("not_yet"), said("not_yet_text"))}
      `;
    },
  };
}

/**
 * Null before there was a case.
 * @param {string} path
 * @param {string} at
 * @returns {Promise<Found | null>}
 */
async function asOf(path, at) {
  try {
    return (await get(`${path}?${new URLSearchParams({ as_of: at })}`)).data;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/**
 * @param {string} id
 * @param {Found | null} then
 * @param {string} at
 */
function heading(id, then, at) {
  return html`
    <div class="case-heading">
      <p class="crumbs">
        ${me.value?.can.history ? html`<a href=${link("/history", { case: then?.number })}>${icon("back")}${say("audit")}</a>` : ""}
        ${me.value?.can.cases ? html`<a href=${link(`/cases/${id}`)}>${said("see_now")}</a>` : ""}
      </p>
      <h1 tabindex="-1"><span class="quiet kind">${then ? text(then.stood.workflow.title) : ""}</span> <span class="number">${then?.number ?? ""}</span></h1>
    </div>
    <p class="notice past">${icon("hourglass")}<span><strong>${said("past", { when: moment(at) })}</strong> ${said("past_text")}</span></p>
  `;
}

/**
 * To another moment: any, or that of the record before or after.
 * @param {string} id
 * @param {string[]} moments of every record, the oldest first
 * @param {string} at
 */
function walk(id, moments, at) {
  const here = Date.parse(at);
  const before = moments.filter((one) => Date.parse(one) < here).pop();
  const after = moments.find((one) => Date.parse(one) > here);
  /** @param {SubmitEvent} event */
  const choose = (event) => {
    event.preventDefault();
    const chosen = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("on"));
    if (chosen) go(link(`/cases/${id}/at`, { on: fromLocal(chosen) }));
  };
  return html`
    <form class="moments filters" @submit=${choose}>
      <label><span>${said("which_moment")}</span><input type="datetime-local" name="on" .value=${toLocal(at)} /></label>
      <button class="second">${say("show")}</button>
      ${before ? html`<a href=${link(`/cases/${id}/at`, { on: before })}>${said("record_before")}</a>` : ""}
      ${after ? html`<a href=${link(`/cases/${id}/at`, { on: after })}>${said("record_after")}</a>` : ""}
    </form>
  `;
}

/** @param {Found} then */
function past({ stood, records, seal }) {
  return html`
    <div class="columns">
      <div class="column-main">
        <section class="card" aria-labelledby="stood">
          <h2 id="stood">${said("stood")}</h2>
          <p>${chips(stood)}</p>
          <p class="quiet small">
            ${[`${say("owner")}: ${stood.owner?.name ?? say("nobody")}`, stood.ended_at && say("ended_at", { when: moment(stood.ended_at) })].filter(Boolean).join(" · ")}
          </p>
        </section>
        <section class="card" aria-labelledby="clocks">
          <h2 id="clocks">${icon("clock")}${say("clocks")}</h2>
          ${running(stood)}
        </section>
        ${stood.children.length
          ? html`<section aria-labelledby="children">
              <h2 id="children">${say("related")}</h2>
              ${stood.children.map((one) => html`<article class="card child"><div class="between"><h3>${text(one.workflow.title)}</h3>${chips(one)}</div>${running(one)}</article>`)}
            </section>`
          : ""}
      </div>
      <div class="column-side">${stood.facts.length ? details(stood.facts) : ""}</div>
      <section aria-labelledby="timeline">
        <h2 id="timeline">${say("timeline")}</h2>
        ${sealed(seal)}
        <ol class="timeline">${[...records].reverse().map((row) => record(row))}</ol>
      </section>
    </div>
  `;
}

/** @param {Stood} stood */
function chips(stood) {
  return html`
    <span class="chips">
      <span class="chip ${stood.state.tone ?? ""}">${text(stood.state.title)}</span>
      ${stood.waiting ? html`<span class="chip waits">${icon("people")}${say("waiting_badge")}</span>` : ""}
    </span>
  `;
}

/** @param {Stood} stood */
function running({ clocks }) {
  if (!clocks.length) return html`<p class="quiet">${say("no_clocks")}</p>`;
  return html`
    <ul class="clocks">
      ${clocks.map(
        (one) => html`
          <li class="clock ${one.status}">
            <div class="between">
              <strong>${text(one.title)}</strong>
              <span class="badge ${one.status}">${icon(one.status === "overdue" ? "alert" : "clock")}<span>${say(one.status === "overdue" ? "overdue" : "on_time")}</span></span>
            </div>
            <p>${said("was_due", { when: moment(one.due_at) })}</p>
          </li>
        `,
      )}
    </ul>
  `;
}
