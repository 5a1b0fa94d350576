/** The supervisor's figures: small numbers about real people, as pictures and as tables. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get } from "../api.js";
import { flowChart } from "../figures/columns.js";
import { percent } from "../figures/numbers.js";
import { Soon } from "../figures/soon.js";
import { funnel, onTime, openByAge, timeInState, workOfPeople } from "../figures/tables.js";
import { tileMap } from "../figures/tiles.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, loading, shown } from "../parts/notice.js";
import { sheet } from "../parts/sheet.js";
import { moment, setClock } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Figures} Figures */
/** @typedef {{ items: import("../shapes.js").Ring[], whole: boolean }} Coming */

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<{ figures: Figures, coming: Coming } | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const measure = signal("");
  const soon = new Soon();

  async function load() {
    try {
      const [figures, coming] = await Promise.all([get("/api/statistics"), get("/api/upcoming"), sheet("figures.css")]);
      setClock(figures.data.now);
      found.value = { figures: figures.data, coming: coming.data };
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  load();
  return {
    title: () => say("figures"),
    sensitive: true,
    refresh: load,
    view: () => html`
      <div class="between heading">
        <h1 tabindex="-1">${say("figures")}</h1>
        ${found.value ? html`<span class="quiet">${said("figures_asof", { when: moment(found.value.figures.now) })}</span>` : ""}
      </div>
      <p class="notice warn">${icon("lock")}<span>${said("figures_lead")}</span></p>
      ${trouble.value ? failure(trouble.value, load) : found.value ? board(found.value, measure, soon) : loading()}
    `,
  };
}

/**
 * @param {{ figures: Figures, coming: Coming }} found
 * @param {import("../vendor/signals-core.js").Signal<string>} measure
 * @param {Soon} soon
 */
function board({ figures, coming }, measure, soon) {
  const chosen = figures.measures.find((one) => one.name === measure.value) ?? figures.measures[0];
  const places = figures.workload.map((one) => ({ ...one, title: one.kelurahan.name }));
  const clocks = figures.on_time.clocks.map((one) => ({ ...one, title: `${text(one.title)} (${one.rule})` }));
  return html`
    ${inShort(figures)} ${soon.view(coming)}
    <div class="board">
      ${card("map", said("map"), tileMap(figures.workload, figures.measures, chosen, (name) => (measure.value = name)))}
      ${card("flow", said("flow"), flowChart(figures.flow))}
      ${card("ages", said("open_by_age"), openByAge(figures))}
      ${card("where-on-time", said("on_time_where"), onTime(said("place_name"), places))}
      ${card("what-on-time", said("on_time_what"), onTime(said("clock_name"), clocks))}
      ${card("stays", said("stays"), timeInState(figures.stays))}
      ${figures.funnels.map((one) => card(`funnel-${one.workflow}`, said("funnel", { title: text(one.title) }), funnel(one)))}
      ${card("people", said("people"), workOfPeople(figures.people))}
    </div>
  `;
}

/** @param {Figures} figures */
function inShort({ workload, on_time }) {
  /** @param {string} name */
  const sum = (name) => workload.reduce((total, one) => total + one[name], 0);
  const numbers = /** @type {[string | number, string][]} */ ([
    [sum("open"), said("still_open")],
    [sum("overdue"), said("over_time")],
    [sum("waiting"), said("waits_approval")],
    [on_time.share === null ? "–" : percent(on_time.share), said("in_time")],
  ]);
  return html`<ul class="in-short">${numbers.map(([number, words]) => html`<li><strong>${number}</strong> ${words}</li>`)}</ul>`;
}

/**
 * @param {string} id
 * @param {string} title
 * @param {unknown} content
 */
function card(id, title, content) {
  return html`<section class="card figure" aria-labelledby=${id}><h2 id=${id}>${title}</h2>${content}</section>`;
}
