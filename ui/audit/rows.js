/** The lists of the audit, newest first: records, attempts that were refused, and who looked. */

import { html } from "../vendor/lit-html.js";
import { link } from "../address.js";
import { actor, changes, moved, rung } from "../case/records.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { me } from "../session.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Row} Row */

/** @typedef {{ at: string, actor: Row["actor"], case: { id: string, number: string } | null }} Entry */
/** @typedef {Entry & { act: import("../shapes.js").Named, codes: string[] }} Attempt */
/** @typedef {Entry & { what: import("../shapes.js").Named, fields: string[], shown: import("../shapes.js").Text[], has_reason: boolean, reason: string | null }} Look */

/** @param {Row[]} items */
export function records(items) {
  return table([say("when"), say("number"), say("what"), say("who"), say("change")], items, (row) => html`
    ${when(row.at)}
    <th scope="row">${row.case ? html`<a class="number" href=${place(row.case, row)}>${row.case.number}</a>` : ""}</th>
    <td>
      <strong>${text(row.act.title)}</strong>
      ${row.late ? html`<span class="chip late">${icon("alert")}${say("late")}</span>` : ""} ${rung(row)}
    </td>
    <td>${actor(row)}</td>
    <td class="small">
      ${moved(row)} ${changes(row)}
      ${row.has_private ? html`<p class="quiet">${icon("lock")} ${say("has_private")}</p>` : ""}
      ${row.case ? html`<p><a class="row-link" href=${then(row.case, row.at)}>${said("as_it_was")}</a></p>` : ""}
    </td>
  `);
}

/** @param {Attempt[]} items */
export function attempts(items) {
  return table([say("when"), say("number"), said("tried"), say("who"), said("in_the_way")], items, (one) => html`
    ${when(one.at)} ${number(one.case, one.at)}
    <td><strong>${text(one.act.title)}</strong></td>
    <td>${actor(one)}</td>
    <td class="small codes">${one.codes.map((code) => html`<code>${code}</code> `)}</td>
  `);
}

/** @param {Look[]} items */
export function looks(items) {
  return table([say("when"), say("number"), say("what"), say("who"), say("why")], items, (one) => html`
    ${when(one.at)} ${number(one.case, one.at)}
    <td><strong>${text(one.what.title)}</strong>${one.shown.length ? html` <span class="quiet small">${one.shown.map(text).join(", ")}</span>` : ""}</td>
    <td>${actor(one)}</td>
    <td class="small">${one.reason ?? (one.has_reason ? said("reason_closed") : "")}</td>
  `);
}

/**
 * @template T
 * @param {string[]} heads
 * @param {T[]} items
 * @param {(item: T) => unknown} cells
 */
function table(heads, items, cells) {
  return html`
    <div class="table-frame">
      <table class="stacked">
        <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${items.map((item) => html`<tr>${cells(item)}</tr>`)}</tbody>
      </table>
    </div>
  `;
}

/** @param {string} at */
function when(at) {
  return html`<td class="small number"><time datetime=${at}>${moment(at)}</time></td>`;
}

/**
 * @param {Entry["case"]} of
 * @param {string} at
 */
function number(of, at) {
  if (!of) return html`<td></td>`;
  return html`<th scope="row"><a class="number" href=${me.value?.can.cases ? link(`/cases/${of.id}`) : then(of, at)}>${of.number}</a></th>`;
}

/**
 * A record on the page of its case; for those who see no case, the case as it was then.
 * @param {{ id: string, number: string }} of
 * @param {Row} row
 */
function place(of, row) {
  return me.value?.can.cases ? `${link(`/cases/${of.id}`)}#r${row.seq}` : then(of, row.at);
}

/**
 * @param {{ id: string }} of
 * @param {string} at
 */
export function then(of, at) {
  return link(`/cases/${of.id}/at`, { on: at });
}
