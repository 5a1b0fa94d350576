/** What if a rule were another: one change is chosen, the past is reckoned again, and the result stands beside it. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get, post } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, loading, shown } from "../parts/notice.js";
import { text } from "../words.js";
import { outcome } from "./outcome.js";

/** @typedef {import("../shapes.js").Text} Text */
/** @typedef {import("../shapes.js").Named & { rule: string, basis: string, statutory: boolean, within: Text | null, rungs: { title: Text, at: Text, level: number }[] }} Clock */
/**
 * @typedef {object} Changeable
 * @property {string} since
 * @property {string} until
 * @property {Clock[]} clocks
 * @property {{ day: string, title: string }[]} holidays
 * @property {number[]} collective_leave
 * @property {{ name: string, title: Text, bounds: Text, now: Text }[]} settings
 * @property {Text} caveat
 */

/** How each length is written in one word, as the API reads it. @type {[string, keyof typeof import("../later.js").LATER, (n: string) => string][]} */
const UNITS = [
  ["%", "unit_percent", (n) => `${n}%`],
  ["h", "unit_hours", (n) => `PT${n}H`],
  ["d", "unit_days", (n) => `P${n}D`],
  ["wd", "unit_working_days", (n) => `${n}wd`],
  ["wh", "unit_working_hours", (n) => `${n}wh`],
];

/** @type {[string, keyof typeof import("../later.js").LATER][]} */
const KINDS = [
  ["deadline", "change_deadline"],
  ["rung", "change_rung"],
  ["holiday", "change_holiday"],
  ["working_day", "change_working_day"],
  ["collective_leave", "change_leave"],
  ["policy", "change_policy"],
];

/**
 * A policy that is proposed comes along in the address, so that its second person can try it first.
 * @param {import("../shapes.js").Process} process
 * @param {URLSearchParams} query
 * @returns {import("../pages/process.js").Part}
 */
export function whatIfOf(process, query) {
  const path = `/api/workflows/${process.name}/what-if`;
  /** @type {import("../vendor/signals-core.js").Signal<Changeable | null>} */
  const offered = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<any>} */
  const result = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const busy = signal(false);
  const proposed = query.get("setting");
  const kind = signal(proposed ? KINDS[5][0] : KINDS[0][0]);
  const clock = signal("");
  const setting = signal(proposed ?? "");

  /** @param {SubmitEvent} event */
  async function reckon(event) {
    event.preventDefault();
    const filled = new FormData(/** @type {HTMLFormElement} */ (event.target));
    busy.value = true;
    trouble.value = null;
    try {
      const body = { changes: [change(kind.peek(), filled)], since: filled.get("since") || undefined };
      result.value = (await post(path, { body })).data;
    } catch (error) {
      result.value = null;
      trouble.value = shown(error);
    } finally {
      busy.value = false;
    }
  }

  return {
    async load() {
      const { data } = await get(path);
      offered.value = data;
      clock.value ||= data.clocks[0]?.name ?? "";
      setting.value ||= data.settings[0]?.name ?? "";
    },
    view: () => html`
      <p class="quiet">${said("what_if_lead")}</p>
      ${offered.value ? form(offered.value, { kind, clock, setting, value: query.get("value") ?? "" }, busy.value, reckon) : loading()}
      ${trouble.value ? failure(trouble.value) : ""}
      <div role="status">${busy.value ? html`<p class="quiet">${said("reckoning")}</p>` : ""}</div>
      ${offered.value && !result.value ? html`<p class="notice calm">${icon("eye")}<span>${text(offered.value.caveat)}</span></p>` : ""}
      ${result.value && !busy.value ? outcome(result.value) : ""}
    `,
  };
}

/**
 * What was filled in, as the API takes it.
 * @param {string} kind
 * @param {FormData} filled
 */
function change(kind, filled) {
  const amount = String(filled.get("amount") ?? "").trim();
  const write = UNITS.find(([unit]) => unit === filled.get("unit"))?.[2] ?? String;
  return {
    kind,
    clock: filled.get("clock") ?? undefined,
    rung: filled.has("rung") ? Number(filled.get("rung")) : undefined,
    to: filled.has("amount") ? write(amount) : undefined,
    day: filled.get("day") || undefined,
    year: filled.has("year") ? Number(filled.get("year")) : undefined,
    setting: filled.get("setting") ?? undefined,
    value: filled.has("value") ? Number(filled.get("value")) : undefined,
  };
}

/** @typedef {import("../vendor/signals-core.js").Signal<string>} Chosen */
/**
 * @param {Changeable} offered
 * @param {{ kind: Chosen, clock: Chosen, setting: Chosen, value: string }} asked
 * @param {boolean} busy
 * @param {(event: SubmitEvent) => void} reckon
 */
function form(offered, { kind, clock, setting, value }, busy, reckon) {
  const chosen = kind.value;
  const timed = chosen === KINDS[0][0] || chosen === KINDS[1][0];
  return html`
    <form class="card what-if" aria-label=${said("what_changes")} @submit=${reckon}>
      ${choice(said("what_changes"), "kind", KINDS.map(([value, words]) => [value, said(words)]), chosen, (value) => (kind.value = value))}
      ${timed ? clockFields(offered, chosen === KINDS[1][0], clock) : ""}
      ${chosen === KINDS[2][0] ? html`<label><span>${said("change_day")}</span><input type="date" name="day" required .value=${offered.until} /></label>` : ""}
      ${chosen === KINDS[3][0] ? choice(said("change_day"), "day", offered.holidays.map((one) => [one.day, `${one.day} · ${one.title}`]), offered.holidays[0]?.day) : ""}
      ${chosen === KINDS[4][0] ? choice(said("change_year"), "year", offered.collective_leave.map((one) => [String(one), String(one)]), offered.until.slice(0, 4)) : ""}
      ${chosen === KINDS[5][0] ? settingFields(offered.settings, setting, value) : ""}
      <label><span>${said("from_day")}</span><input type="date" name="since" required .defaultValue=${offered.since} max=${offered.until} /></label>
      <button ?disabled=${busy}>${said(busy ? "reckoning" : "try_it")}</button>
    </form>
  `;
}

/**
 * @param {Changeable} offered
 * @param {boolean} rung one rung, not the whole time
 * @param {import("../vendor/signals-core.js").Signal<string>} clock
 */
function clockFields({ clocks }, rung, clock) {
  const chosen = clocks.find((one) => one.name === clock.value) ?? clocks[0];
  if (!chosen) return "";
  return html`
    ${choice(said("change_clock"), "clock", clocks.map((one) => [one.name, `${text(one.title)} (${one.rule})`]), chosen.name, (value) => (clock.value = value))}
    ${rung ? choice(said("change_step"), "rung", chosen.rungs.map((one, place) => [String(place + 1), `${place + 1}. ${text(one.title)} · ${text(one.at)}`]), "1") : ""}
    <label><span>${said("change_amount")}</span><input type="number" name="amount" min="1" max="10000" step="1" required inputmode="numeric" /></label>
    ${choice(said("change_unit"), "unit", UNITS.map(([value, words]) => [value, said(words)]), rung ? "%" : "h")}
    <p class="small quiet">
      ${rung ? "" : said("as_now", { what: chosen.within ? text(chosen.within) : said("depends") })}
      ${chosen.statutory ? html`<strong>${said("of_the_law")}</strong>` : ""}
    </p>
  `;
}

/**
 * @param {Changeable["settings"]} settings
 * @param {Chosen} setting
 * @param {string} value
 */
function settingFields(settings, setting, value) {
  const chosen = settings.find((one) => one.name === setting.value) ?? settings[0];
  if (!chosen) return "";
  return html`
    ${choice(said("change_setting"), "setting", settings.map((one) => [one.name, text(one.title)]), chosen.name, (name) => (setting.value = name))}
    <label><span>${said("change_amount")}</span><input type="number" name="value" min="1" max="1000" step="1" required inputmode="numeric" .defaultValue=${value} /></label>
    <p class="small quiet">${said("as_now", { what: text(chosen.now) })} · ${said("may_be", { what: text(chosen.bounds) })}</p>
  `;
}

/**
 * @param {string} title
 * @param {string} name
 * @param {[string, string][]} options
 * @param {string} [chosen]
 * @param {(value: string) => void} [changed]
 */
function choice(title, name, options, chosen, changed) {
  return html`
    <label>
      <span>${title}</span>
      <select name=${name} @change=${(/** @type {Event} */ event) => changed?.(/** @type {HTMLSelectElement} */ (event.target).value)}>
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
      </select>
    </label>
  `;
}
