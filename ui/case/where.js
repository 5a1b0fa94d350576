/** Where a case stands among its states: a stepper on the phone, the server's diagram on a wide screen. */

import { html } from "../vendor/lit-html.js";
import { icon } from "../parts/icon.js";
import { language, say, text } from "../words.js";

/** @typedef {import("../shapes.js").StateOf} StateOf */

/** @param {import("../shapes.js").Detail["workflow"]} process */
export function where(process) {
  return html`
    <section class="where" aria-labelledby="where">
      <h2 id="where">${say("where_now")}</h2>
      <ol class="stepper">
        ${process.states.map(
          (state) => html`
            <li class=${standing(state)} aria-current=${state.current ? "step" : "false"}>
              <span class="dot">${state.visited && !state.current ? icon("check") : ""}</span>
              <span>${text(state.title)} <span class="quiet small">${said(state)}</span></span>
            </li>
          `,
        )}
      </ol>
      ${process.diagram ? html`<div class="diagram"><img src="${process.diagram}&lang=${language.value}" alt=${described(process.states)} loading="lazy" /></div>` : ""}
    </section>
  `;
}

/** @param {StateOf} state */
function standing(state) {
  return state.current ? "now" : state.visited ? "done" : state.possible ? "possible" : "later";
}

/** @param {StateOf} state */
function said(state) {
  const words = /** @type {const} */ ({ now: "step_now", done: "step_done", possible: "step_possible", later: "step_later" });
  return say(words[standing(state)]);
}

/** @param {StateOf[]} states */
function described(states) {
  const now = states.filter((state) => state.current).map((state) => text(state.title));
  const next = states.filter((state) => state.possible && !state.current).map((state) => text(state.title));
  return say("diagram_alt", { now: now.join(", "), next: next.join(", ") || say("none") });
}
