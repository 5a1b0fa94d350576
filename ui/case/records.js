/** Records of the history as people read them: who, in which role, did what, when, and what it changed. */

import { html } from "../vendor/lit-html.js";
import { spot } from "../address.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { blank, legible } from "../parts/summary.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Row} Row */

/** So many changes are shown at once; more are folded. */
const FEW = 5;

/**
 * @param {Row} row
 * @param {{ words?: (row: Row) => unknown, then?: (row: Row) => string }} [more] what its words in private are shown by,
 *   and where the case as it was then is
 */
export function record(row, { words = sealedWords, then } = {}) {
  return html`
    <li id="r${row.seq}" class="${row.actor.id ? "" : "by-system"} ${spot.value === `#r${row.seq}` ? "here" : ""}">
      <span class="mark">${icon(row.actor.id ? "person" : "gear")}</span>
      <article>
        <p class="act">
          <strong>${text(row.act.title)}</strong>
          ${row.late ? html`<span class="chip late">${icon("alert")}${say("late")}</span>` : ""}
        </p>
        <p class="quiet small">${actor(row)} · <a href="#r${row.seq}"><time datetime=${row.at}>${moment(row.at)}</time></a>${effective(row)}</p>
        ${rung(row)} ${moved(row)}
        ${changes(row)} ${row.has_private ? words(row) : ""} ${proof(row, then?.(row))}
      </article>
    </li>
  `;
}

/** The system's own acts are told by the rule whose clock rang.
 * @param {{ actor: Row["actor"], deadline?: Row["deadline"], clocks?: Row["clocks"] }} row */
export function actor({ actor: { name, role }, deadline, clocks = [] }) {
  if (deadline) {
    const clock = clocks.find((one) => one.name === deadline.name);
    const over = !clock || Date.parse(deadline.due) >= Date.parse(clock.due_at);
    return said(over ? "by_clock" : "by_reminder", { rule: deadline.rule });
  }
  return name ? `${name} (${text(role.title)})` : text(role.title);
}

/** @param {Row} row */
export function changes(row) {
  const real = row.changes.filter((change) => text(change.old) !== text(change.new) && !(blank(change.old) && blank(change.new)));
  if (!real.length) return "";
  const list = html`<ul class="changed">${real.map(changed)}</ul>`;
  if (real.length <= FEW) return list;
  return html`<details class="proof"><summary>${say("n_changes", { n: real.length })}</summary>${list}</details>`;
}

/** @param {Row["changes"][number]} change */
function changed(change) {
  const now = legible(change.new) || "–";
  return html`
    <li>
      <span class="quiet">${text(change.title)}:</span>
      ${blank(change.old) ? now : say("was_now", { old: legible(change.old), new: now })}
    </li>
  `;
}


/** What happened when a deadline fired. @param {Row} row */
export function rung({ deadline }) {
  return deadline?.rung ? html`<p>${text(deadline.rung)}</p>` : "";
}

/** From where to where, if it moved. @param {Row} row */
export function moved({ from, to }) {
  if (!to || from?.name === to.name) return "";
  return html`<p>${from ? `${text(from.title)} → ` : ""}${text(to.title)}</p>`;
}

/** @param {Row} row */
function effective(row) {
  if (!row.effective_at || row.effective_at === row.at) return "";
  return ` · ${say("effective", { when: moment(row.effective_at) })}`;
}

function sealedWords() {
  return html`<p class="quiet small">${icon("lock")} ${say("has_private")}</p>`;
}

/**
 * @param {Row} row
 * @param {string | undefined} then
 */
function proof(row, then) {
  return html`
    <details class="proof">
      <summary>${say("record", { n: row.seq })}</summary>
      ${row.checked.length
        ? html`<p class="small">
            ${say("checked")}: ${row.checked.map((one) => `${one.rule} ${one.code ?? say("passed")}`).join(" · ")}
          </p>`
        : ""}
      <p class="small hash">${say("fingerprint", { hash: row.hash })}</p>
      ${then ? html`<p class="small"><a href=${then}>${said("as_it_was")}</a></p>` : ""}
    </details>
  `;
}

/** @param {{ verified: boolean, finding: import("../shapes.js").Finding | null, records: number }} seal */
export function sealed(seal) {
  if (seal.verified) return html`<p class="seal">${icon("shield")} ${say("seal_ok", { n: seal.records })}</p>`;
  return html`
    <p class="notice bad" role="alert">
      ${icon("alert")} ${say("seal_broken", { n: seal.finding?.seq ?? "?", words: text(seal.finding?.words) })}
    </p>
  `;
}
