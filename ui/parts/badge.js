/** A deadline in one glance: words, a picture and a colour, each of which says it alone. */

import { html } from "../vendor/lit-html.js";
import { moment, now, short, span } from "../time.js";
import { say, text } from "../words.js";
import { icon } from "./icon.js";

/** @typedef {import("../shapes.js").Clock} Clock */

const PICTURES = /** @type {const} */ ({ on_time: "clock", grace: "hourglass", overdue: "alert" });

/** @param {Clock | null} clock */
export function badge(clock) {
  if (!clock) return html`<span class="badge none">${say("no_clock")}</span>`;
  return html`<span class="badge ${clock.status}">${icon(PICTURES[clock.status])}<span>${standing(clock)}</span></span>`;
}

/** The deadline in full: what it counts from, why, and what happens next. @param {Clock} clock */
export function explained(clock) {
  return html`
    <li class="clock ${clock.status}">
      <div class="between">
        <strong>${text(clock.title)}</strong>
        ${badge(clock)}
      </div>
      <p class="reckoning">${text(clock.explanation)}</p>
      ${clock.next?.at ? html`<p>${say("next_up", { when: short(clock.next.at), title: text(clock.next.title) })}</p>` : ""}
      <p class="quiet small">${say("rule_basis", { rule: clock.rule, basis: clock.basis })}</p>
    </li>
  `;
}

/** @param {Clock} clock */
function standing(clock) {
  const rest = Date.parse(clock.due_at) - now();
  const length = span(rest);
  if (clock.status === "on_time") return `${say("on_time")} · ${say("left", { span: length })}`;
  if (clock.status === "grace") return `${say("grace")} · ${say(rest > 0 ? "left" : "past_grace", { span: length })}`;
  const level = clock.level ? ` · ${say("level", { n: clock.level })}` : "";
  return `${say("overdue")} ${say("past", { span: length })}${level}`;
}

/** When a deadline falls due, for a title. @param {Clock} clock */
export function due(clock) {
  return moment(clock.due_at);
}
