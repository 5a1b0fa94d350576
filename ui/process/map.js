/** What truly happened on the arrows of a workflow: the server's drawing, and the same numbers as tables. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get } from "../api.js";
import { bar } from "../figures/bars.js";
import { lasting } from "../figures/numbers.js";
import { said } from "../later.js";
import { empty, loading } from "../parts/notice.js";
import { language, text } from "../words.js";

/** @typedef {import("../shapes.js").Named} Named */
/** @typedef {{ from: Named, to: Named, steps: import("../shapes.js").Text[], count: number, median_hours: number | null, p90_hours: number | null }} Arrow */
/** @typedef {Named & { now: number, ended: number, count: number, median_hours: number | null, p90_hours: number | null }} Stay */
/** @typedef {{ cases: number, title: import("../shapes.js").Text, arrows: Arrow[], states: Stay[] }} Told */

/** @param {import("../shapes.js").Process} process @returns {import("../pages/process.js").Part} */
export function mapOf(process) {
  const path = `/api/workflows/${process.name}/process-map`;
  /** @type {import("../vendor/signals-core.js").Signal<Told | null>} */
  const told = signal(null);
  return {
    async load() {
      told.value = (await get(path)).data;
    },
    view: () => (told.value ? shownMap(path, told.value) : loading()),
  };
}

/**
 * @param {string} path
 * @param {Told} told
 */
function shownMap(path, { cases, title, arrows, states }) {
  const lead = html`<p class="quiet">${said("map_lead", { n: cases })}</p>`;
  return html`
    ${lead}
    <div class="process-drawing" tabindex="0" role="group" aria-label=${text(title)}>
      <img src="${path}.svg?lang=${language.value}" alt="${text(title)}. ${said("map_drawn")}" />
    </div>
    <section class="card figure" aria-labelledby="arrows">
      <h2 id="arrows">${said("arrows_of")}</h2>
      ${arrows.length ? ways(arrows) : empty(said("no_moves"), "")}
    </section>
    <section class="card figure" aria-labelledby="stays">
      <h2 id="stays">${said("stays")}</h2>
      ${stays(states)}
    </section>
  `;
}

/** @param {Arrow[]} arrows */
function ways(arrows) {
  const most = Math.max(...arrows.map((one) => one.count));
  return html`
    <table class="numbers spread four">
      <thead>
        <tr>
          <th scope="col">${said("arrow")}</th>
          <th scope="col">${said("how_often")}</th>
          <th scope="col">${said("median")}</th>
          <th scope="col">${said("p90")}</th>
        </tr>
      </thead>
      <tbody>
        ${arrows.map(
          (one) => html`
            <tr>
              <th scope="row">
                ${text(one.from.title)} → ${text(one.to.title)}
                <span class="quiet small steps-taken">${one.steps.map(text).join(", ")}</span>
                ${bar(one.count, most)}
              </th>
              <td>${one.count}</td>
              <td>${lasting(one.median_hours)}</td>
              <td>${lasting(one.p90_hours)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {Stay[]} states */
function stays(states) {
  const most = Math.max(1, ...states.map((one) => one.now));
  return html`
    <table class="numbers spread four">
      <thead>
        <tr>
          <th scope="col">${said("state")}</th>
          <th scope="col">${said("there_now")}</th>
          <th scope="col">${said("entered_n")}</th>
          <th scope="col">${said("ended_there")}</th>
          <th scope="col">${said("median_stay")}</th>
        </tr>
      </thead>
      <tbody>
        ${states.map(
          (one) => html`
            <tr>
              <th scope="row">${text(one.title)} ${bar(one.now, most)}</th>
              <td>${one.now}</td>
              <td>${one.count}</td>
              <td>${one.ended}</td>
              <td>${lasting(one.median_hours)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
