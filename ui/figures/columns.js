/** What came and what went, month by month: two columns each, with their numbers above them. */

import { html, svg } from "../vendor/lit-html.js";
import { said } from "../later.js";
import { language } from "../words.js";

/** @typedef {import("../shapes.js").Figures["flow"]} Flow */

const WIDE = 360;
const TALL = 150;
const FOOT = 130;
const ROOM = 100;

/** @param {Flow} flow */
export function flowChart(flow) {
  const most = Math.max(1, ...flow.flatMap((one) => [one.opened, one.ended]));
  const step = WIDE / flow.length;
  const thick = step * 0.36;
  return html`
    <p class="legend" aria-hidden="true"><span><span class="key came"></span>${said("came")}</span> <span><span class="key went"></span>${said("went")}</span></p>
    <svg class="columns-chart" viewBox="0 0 ${WIDE} ${TALL}" role="img" aria-label=${said("flow")}>
      <path class="axis" d="M0 ${FOOT}H${WIDE}"/>
      ${flow.map((one, place) => {
        const left = place * step + step / 2;
        return svg`
          ${column(left - thick, thick - 1, one.opened, most, "came")}
          ${column(left, thick - 1, one.ended, most, "went")}
          <text class="tick" x=${left} y=${FOOT + 14}>${monthName(one.month, "narrow")}</text>
        `;
      })}
    </svg>
    <details>
      <summary>${said("as_table")}</summary>
      <table class="numbers">
        <thead><tr><th scope="col">${said("month")}</th><th scope="col">${said("came")}</th><th scope="col">${said("went")}</th></tr></thead>
        <tbody>
          ${flow.map((one) => html`<tr><th scope="row">${monthName(one.month, "long")}</th><td>${one.opened}</td><td>${one.ended}</td></tr>`)}
        </tbody>
      </table>
    </details>
  `;
}

/**
 * @param {number} left
 * @param {number} thick
 * @param {number} value
 * @param {number} most
 * @param {string} kind
 */
function column(left, thick, value, most, kind) {
  if (!value) return "";
  const tall = (ROOM * value) / most;
  return svg`
    <rect class=${kind} x=${left} y=${FOOT - tall} width=${thick} height=${tall}/>
    <text class="value" x=${left + thick / 2} y=${FOOT - tall - 4}>${value}</text>
  `;
}

/** @param {string} month "2026-01" @param {"narrow" | "long"} length */
function monthName(month, length) {
  const locale = language.value === "id" ? "id-ID" : "en-GB";
  const wanted = length === "narrow" ? { month: /** @type {const} */ ("short") } : { month: /** @type {const} */ ("long"), year: /** @type {const} */ ("numeric") };
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...wanted }).format(new Date(`${month}-15T00:00:00Z`));
}
