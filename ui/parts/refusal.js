/** Why not: every reason, the law behind it, and what would lift it. */

import { html } from "../vendor/lit-html.js";
import { say, text } from "../words.js";

/** @param {import("../shapes.js").Refusal[]} refusals */
export function reasons(refusals) {
  return html`
    <ul class="reasons">
      ${refusals.map(
        (refusal) => html`
          <li>
            <p>${text(refusal.reason)}</p>
            <p class="small quiet">${refusal.basis === refusal.rule ? say("rule_alone", { rule: refusal.rule }) : say("rule_basis", { rule: refusal.rule, basis: refusal.basis })}</p>
            <p class="small">${refusal.lifted_by ? say("lifted_by", { what: text(refusal.lifted_by) }) : say("lifted_by_none")}</p>
          </li>
        `,
      )}
    </ul>
  `;
}
