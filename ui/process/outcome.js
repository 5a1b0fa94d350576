/** What came of a what-if: figures before and after, who is told on which day, and the cases that would differ. */

import { html } from "../vendor/lit-html.js";
import { link } from "../address.js";
import { percent } from "../figures/numbers.js";
import { said } from "../later.js";
import { pair } from "../parts/bars.js";
import { icon } from "../parts/icon.js";
import { day, short } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Text} Text */
/** @typedef {{ before: number, after: number }} Both */
/** @typedef {{ at: string, clock: import("../shapes.js").Named, rung: { number: number, title: Text }, level: number, tells: import("../shapes.js").Named[] }} Alert */
/** @typedef {Both & { role: import("../shapes.js").Named, days: (Both & { day: string })[] }} Told */
/** @typedef {{ finished: number, breached: number, rate: number | null }} Rate */
/** @typedef {{ name: string, workflow: string, title: Text, rule: string, before: Rate, after: Rate }} Breached */
/** @typedef {{ case: { id: string, number: string }, gone: Alert[], new: Alert[] }} Differing */
/**
 * @typedef {object} Result
 * @property {string} since
 * @property {string} until
 * @property {Text[]} changes
 * @property {Text} caveat
 * @property {number} cases
 * @property {string[]} unread
 * @property {Both} alerts
 * @property {number} undone
 * @property {Told[]} roles
 * @property {Breached[]} clocks
 * @property {number} differ
 * @property {Differing[]} differing
 * @property {{ words: Text }} faith
 */

/** So many cases are told in full. */
const FEW = 20;

/** @param {Result} result */
export function outcome(result) {
  return html`
    <section class="outcome" aria-labelledby="outcome">
      <h2 id="outcome">${result.changes.map(text).join("; ")}</h2>
      <p class="quiet">${said("reckoned", { n: result.cases, since: day(result.since), until: day(result.until) })}</p>
      <p class="notice warn">${icon("people")}<span>${text(result.caveat)}</span></p>
      <ul class="in-short">
        <li><strong>${arrow(result.alerts)}</strong>${said("alerts_n")}</li>
        <li><strong>${result.differ}</strong>${said("differ_n")}</li>
      </ul>
      <p class="legend"><span><span class="key then"></span>${said("before_change")}</span><span><span class="key now"></span>${said("after_change")}</span></p>
      ${card("by-role", said("by_role"), roles(result.roles))} ${card("breaches", said("breaches"), breaches(result.clocks))}
      ${card("differing", said("which_differ"), differing(result))}
      ${result.undone ? html`<p class="quiet">${said("undone_n", { n: result.undone })}</p>` : ""}
      ${result.unread.length ? html`<p class="quiet">${said("unread_n", { n: result.unread.length })}</p>` : ""}
      <p class="quiet">${text(result.faith.words)}</p>
    </section>
  `;
}

/** @param {Both} both */
function arrow({ before, after }) {
  return `${before} → ${after}`;
}

/**
 * @param {string} name
 * @param {string} title
 * @param {unknown} inside
 */
function card(name, title, inside) {
  return html`<section class="card figure" aria-labelledby=${name}><h3 id=${name}>${title}</h3>${inside}</section>`;
}

/** @param {Told[]} told */
function roles(told) {
  if (!told.length) return html`<p>${said("none_differ")}</p>`;
  const most = Math.max(1, ...told.flatMap((one) => [one.before, one.after]));
  return html`
    <table class="numbers">
      ${heads(say("role"), said("before_change"), said("after_change"))}
      <tbody>
        ${told.map(
          (one) => html`
            <tr>
              <th scope="row">${text(one.role.title)} ${pair(one.before, one.after, most)}</th>
              <td>${one.before}</td>
              <td>${one.after}</td>
            </tr>
            <tr class="more-of-it"><td colspan="3">${days(one)}</td></tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {Told} told */
function days({ days, role }) {
  const most = Math.max(1, ...days.flatMap((one) => [one.before, one.after]));
  return html`
    <details>
      <summary aria-label="${said("by_day")}: ${text(role.title)}">${said("by_day")}</summary>
      <table class="numbers">
        ${heads(said("change_day"), said("before_change"), said("after_change"))}
        <tbody>
          ${days.map((one) => html`<tr><th scope="row">${day(one.day)} ${pair(one.before, one.after, most)}</th><td>${one.before}</td><td>${one.after}</td></tr>`)}
        </tbody>
      </table>
    </details>
  `;
}

/** @param {string[]} words */
function heads(...words) {
  return html`<thead><tr>${words.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>`;
}

/** @param {Breached[]} clocks */
function breaches(clocks) {
  return html`
    <table class="numbers">
      ${heads(said("clock_name"), said("before_change"), said("after_change"))}
      <tbody>
        ${clocks.map(
          (one) => html`
            <tr>
              <th scope="row">${text(one.title)} <span class="quiet small">${one.rule}</span> ${pair(one.before.rate ?? 0, one.after.rate ?? 0, 1)}</th>
              <td>${rate(one.before)}</td>
              <td>${rate(one.after)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {Rate} one */
function rate({ finished, breached, rate: share }) {
  if (share === null) return "–";
  return html`${percent(share)} <span class="quiet small nowrap">${breached}/${finished}</span>`;
}

/** @param {Result} result */
function differing({ differing: some, differ }) {
  if (!some.length) return html`<p>${said("none_differ")}</p>`;
  return html`
    ${differ > FEW ? html`<p class="quiet small">${said("only_some", { n: FEW })}</p>` : ""}
    <ul class="differing">
      ${some.slice(0, FEW).map(
        (one) => html`
          <li>
            <details>
              <summary><span class="number">${one.case.number}</span> <span class="quiet">− ${one.gone.length} + ${one.new.length}</span></summary>
              ${alerts(said("gone"), one.gone)} ${alerts(said("added"), one.new)}
              <p class="small"><a href=${link(`/cases/${one.case.id}`)}>${say("open_case")}</a></p>
            </details>
          </li>
        `,
      )}
    </ul>
  `;
}

/**
 * @param {string} title
 * @param {Alert[]} some
 */
function alerts(title, some) {
  if (!some.length) return "";
  return html`
    <p class="small"><strong>${title}</strong></p>
    <ul class="alerts small">
      ${some.map(
        (one) => html`
          <li><time class="number" datetime=${one.at}>${short(one.at)}</time> <span>${text(one.clock.title)}: ${text(one.rung.title)} → ${one.tells.map((role) => text(role.title)).join(", ")}</span></li>
        `,
      )}
    </ul>
  `;
}
