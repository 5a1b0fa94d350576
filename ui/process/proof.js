/** What was proved of a workflow before it started, in sentences that the API says. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { loading } from "../parts/notice.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Text} Text */
/**
 * @typedef {object} Said
 * @property {boolean} holds
 * @property {Text} bound
 * @property {{ state: import("../shapes.js").Named, words: Text }[]} states
 * @property {{ title: Text, rule: string, basis: string, holds: boolean, words: Text, broken: string[] }[]} promises
 * @property {Text[]} leave
 * @property {{ words: Text, accepted: Text | null }[]} loops
 * @property {Text[]} tried
 * @property {string[]} problems
 */

/** @param {import("../shapes.js").Process} process @returns {import("../pages/process.js").Part} */
export function proofOf(process) {
  /** @type {import("../vendor/signals-core.js").Signal<{ said: Said, version: string } | null>} */
  const told = signal(null);
  return {
    async load() {
      told.value = (await get(`/api/workflows/${process.name}/proof`)).data;
    },
    view: () => (told.value ? proved(told.value.said, told.value.version) : loading()),
  };
}

/**
 * @param {Said} proof
 * @param {string} version
 */
function proved(proof, version) {
  return html`
    <p class="quiet">${said("proof_lead")}</p>
    ${proof.holds
      ? html`<p class="seal big">${icon("check")} ${said("proof_holds")}</p>`
      : html`<div class="notice bad">${icon("alert")}<div><p><strong>${said("proof_broken", { n: proof.problems.length })}</strong></p><ul>${proof.problems.map((one) => html`<li lang="en">${one}</li>`)}</ul></div></div>`}
    <p class="small quiet">${said("version_of", { hash: version.slice(0, 16) })}</p>
    ${part("told", said("proof_states"), html`
      <p><strong>${text(proof.bound)}</strong></p>
      <dl class="proved">${proof.states.map((one) => html`<div><dt>${text(one.state.title)}</dt><dd>${text(one.words)}</dd></div>`)}</dl>
    `)}
    ${part("promises", said("proof_promises"), html`
      <ul class="promises">
        ${proof.promises.map(
          (one) => html`
            <li>
              <span class="chip ${one.holds ? "done" : "late"}">${icon(one.holds ? "check" : "alert")}${said(one.holds ? "promise_holds" : "promise_broken")}</span>
              <div>
                <strong>${text(one.title)}</strong>
                <p class="small quiet">${one.rule ? `${say("rule_basis", { rule: one.rule, basis: one.basis })} · ` : ""}${text(one.words)}</p>
                ${one.broken.map((each) => html`<p lang="en">${each}</p>`)}
              </div>
            </li>
          `,
        )}
      </ul>
    `)}
    ${proof.leave.length ? part("leave", said("proof_leave"), sentences(proof.leave)) : ""}
    ${proof.loops.length
      ? part("loops", said("proof_loops"), html`<ul class="plain-list">${proof.loops.map((one) => html`<li>${text(one.words)} ${one.accepted ? html`<span class="quiet">${text(one.accepted)}</span>` : ""}</li>`)}</ul>`)
      : ""}
    ${part("tried", said("proof_tried"), sentences(proof.tried))}
  `;
}

/**
 * @param {string} name
 * @param {string} title
 * @param {unknown} inside
 */
function part(name, title, inside) {
  return html`<section class="card figure" aria-labelledby=${name}><h2 id=${name}>${title}</h2>${inside}</section>`;
}

/** @param {Text[]} words */
function sentences(words) {
  return html`<ul class="plain-list">${words.map((one) => html`<li>${text(one)}</li>`)}</ul>`;
}
