/** The figures that are lists: each line a number, and a bar that lets one compare. */

import { html } from "../vendor/lit-html.js";
import { said } from "../later.js";
import { text } from "../words.js";
import { bar, stacked } from "./bars.js";
import { lasting, percent } from "./numbers.js";

/** @typedef {import("../shapes.js").Figures} Figures */

/** So many lines are shown at once where there may be many. */
const FEW = 8;

/** @param {Figures} figures */
export function openByAge({ open, ages }) {
  const most = Math.max(1, ...open.map((one) => one.count));
  return html`
    <p class="legend">${ages.map((band, place) => html`<span><span class="key part-${place}"></span>${text(band)}</span>`)}</p>
    <table class="numbers spread six">
      <thead>
        <tr>
          <th scope="col">${said("state")}</th>
          ${ages.map((band) => html`<th scope="col">${text(band)}</th>`)}
          <th scope="col">${said("total")}</th>
        </tr>
      </thead>
      <tbody>
        ${open.map(
          (one) => html`
            <tr>
              <th scope="row">${text(one.state.title)} ${stacked(one.ages, most)}</th>
              ${one.ages.map((count) => html`<td>${count || html`<span class="quiet">0</span>`}</td>`)}
              <td><strong>${one.count}</strong></td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/**
 * How much was in time: of the lines that have any, the weakest first.
 * @param {string} named what a line is about
 * @param {{ title: string, finished: number, on_time: number, share: number | null }[]} lines
 */
export function onTime(named, lines) {
  const some = lines.filter((one) => one.finished).sort((one, other) => (one.share ?? 0) - (other.share ?? 0));
  const none = lines.filter((one) => !one.finished).map((one) => one.title);
  return html`
    <p class="quiet small">${said("on_time_text")}</p>
    ${some.length ? folded(some, (few) => shares(named, few)) : html`<p>${said("no_numbers")}</p>`}
    ${some.length && none.length ? html`<p class="quiet small">${said("nothing_there", { where: none.join(", ") })}</p>` : ""}
  `;
}

/**
 * @param {string} named
 * @param {{ title: string, finished: number, on_time: number, share: number | null }[]} lines
 */
function shares(named, lines) {
  return html`
    <table class="numbers">
      <thead><tr><th scope="col">${named}</th><th scope="col">${said("met_of")}</th><th scope="col">${said("share")}</th></tr></thead>
      <tbody>
        ${lines.map(
          (one) => html`
            <tr>
              <th scope="row">${one.title} ${bar(one.share ?? 0, 1)}</th>
              <td class="nowrap">${said("of_n", { n: one.on_time, of: one.finished })}</td>
              <td>${percent(one.share ?? 0)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/**
 * The first lines at once, the others when they are asked for.
 * @template Line
 * @param {Line[]} lines
 * @param {(some: Line[]) => unknown} table
 */
function folded(lines, table) {
  if (lines.length <= FEW + 2) return table(lines);
  return html`
    ${table(lines.slice(0, FEW))}
    <details><summary>${said("the_rest", { n: lines.length - FEW })}</summary>${table(lines.slice(FEW))}</details>
  `;
}

/** @param {Figures["stays"]} stays */
export function timeInState(stays) {
  const most = Math.max(1, ...stays.map((one) => one.median_hours ?? 0));
  return html`
    <p class="quiet small">${said("stays_text")}</p>
    <table class="numbers spread four">
      <thead>
        <tr>
          <th scope="col">${said("state")}</th>
          <th scope="col">${said("median")}</th>
          <th scope="col">${said("passed_n")}</th>
          <th scope="col">${said("there_now")}</th>
          <th scope="col">${said("longest")}</th>
        </tr>
      </thead>
      <tbody>
        ${stays.map(
          (one) => html`
            <tr>
              <th scope="row">${text(one.state.title)} <span class="quiet small">${text(one.workflow.title)}</span> ${bar(one.median_hours ?? 0, most)}</th>
              <td>${lasting(one.median_hours)}</td>
              <td>${one.over}</td>
              <td>${one.now}</td>
              <td>${lasting(one.longest_hours)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {Figures["funnels"][number]} funnel */
export function funnel({ lines }) {
  const most = Math.max(1, ...lines.flatMap((line) => line.reached.map((one) => one.count)));
  return html`
    <p class="quiet small">${said("funnel_text")}</p>
    <table class="numbers">
      <thead><tr><th scope="col">${said("state")}</th>${lines.map((line) => html`<th scope="col">${text(line.title)}</th>`)}</tr></thead>
      <tbody>
        ${(lines[0]?.reached ?? []).map(
          ({ state }, place) => html`
            <tr>
              <th scope="row">${text(state.title)}</th>
              ${lines.map((line) => html`<td>${line.reached[place].count} ${bar(line.reached[place].count, most)}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {Figures["people"]} people */
export function workOfPeople(people) {
  const most = Math.max(1, ...people.map((one) => one.open));
  return html`
    <p class="quiet small">${said("people_text")}</p>
    ${people.length ? folded(people, (some) => persons(some, most)) : html`<p>${said("no_numbers")}</p>`}
  `;
}

/**
 * @param {Figures["people"]} people
 * @param {number} most
 */
function persons(people, most) {
  return html`
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">${said("person")}</th>
          <th scope="col">${said("has_open")}</th>
          <th scope="col">${said("has_late")}</th>
          <th scope="col">${said("did")}</th>
        </tr>
      </thead>
      <tbody>
        ${people.map(
          (one) => html`
            <tr>
              <th scope="row">
                ${one.person?.name ?? said("unassigned")} ${one.person ? html`<span class="quiet small">${text(one.person.role?.title)}</span>` : ""}
                ${bar(one.open, most)}
              </th>
              <td>${one.open}</td>
              <td>${one.overdue}</td>
              <td>${one.person ? one.steps : "–"}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
