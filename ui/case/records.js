/** Records of the history as people read them: who, in which role, did what, when, and what it changed. */

import { html } from "../vendor/lit-html.js";
import { icon } from "../parts/icon.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Row} Row */

/**
 * @param {Row} row
 * @param {(name: string | null) => string} stateTitle
 */
export function record(row, stateTitle) {
  return html`
    <li id="r${row.seq}" class=${row.actor ? "" : "by-system"}>
      <span class="mark">${icon(row.actor ? "person" : "gear")}</span>
      <article>
        <p class="act">
          <strong>${text(row.act.title)}</strong>
          ${row.late ? html`<span class="chip late">${icon("alert")}${say("late")}</span>` : ""}
        </p>
        <p class="quiet small">${actor(row)} · <a href="#r${row.seq}"><time datetime=${row.at}>${moment(row.at)}</time></a>${effective(row)}</p>
        ${row.from !== row.to && row.to ? html`<p>${row.from ? `${stateTitle(row.from)} → ` : ""}${stateTitle(row.to)}</p>` : ""}
        ${changes(row)} ${row.has_private ? html`<p class="quiet small">${icon("lock")} ${say("has_private")}</p>` : ""} ${proof(row)}
      </article>
    </li>
  `;
}

/** @param {Row} row */
export function actor({ actor: person }) {
  if (!person) return say("system");
  return person.role ? `${person.name} (${text(person.role.title)})` : person.name;
}

/** @param {Row} row */
export function changes(row) {
  if (!row.changes.length) return "";
  return html`
    <ul class="changed">
      ${row.changes.map(
        (change) => html`
          <li>
            <span class="quiet">${text(change.title)}:</span>
            ${change.old === null ? text(change.new) : say("was_now", { old: text(change.old) || "–", new: text(change.new) || "–" })}
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {Row} row */
function effective(row) {
  if (!row.effective_at || row.effective_at === row.at) return "";
  return ` · ${say("effective", { when: moment(row.effective_at) })}`;
}

/** @param {Row} row */
function proof(row) {
  return html`
    <details class="proof">
      <summary>${say("record", { n: row.seq })}</summary>
      ${row.checked.length
        ? html`<p class="small">
            ${say("checked")}: ${row.checked.map((one) => `${one.rule} ${one.code ?? say("passed")}`).join(" · ")}
          </p>`
        : ""}
      <p class="small hash">${say("fingerprint", { hash: row.hash })}</p>
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
