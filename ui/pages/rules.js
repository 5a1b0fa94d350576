/** The rules that the system keeps, as the API tells them: words, basis, evidence, and where each acts. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get } from "../api.js";
import { said } from "../later.js";
import { failure, loading, shown } from "../parts/notice.js";
import { day } from "../time.js";
import { text } from "../words.js";

/** @typedef {import("../shapes.js").Text} Text */
/** @typedef {{ kind: Text, name: string, title: Text | null }} Place */
/** @typedef {{ number: string, title: Text, basis: string, marks: { mark: string, title: Text }[], where: Place[], settings: Setting[] }} Rule */
/** @typedef {{ name: string, title: Text, now: Text, bounds: Text, basis: Text, since: string | null }} Setting */

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<Rule[] | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);

  async function load() {
    try {
      found.value = (await get("/api/rules")).data.items;
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  load();
  return {
    title: () => said("rules"),
    refresh: load,
    view: () => html`
      <h1 tabindex="-1">${said("rules")}</h1>
      <p class="quiet">${said("rules_lead")}</p>
      ${trouble.value && failure(trouble.value, load)}
      ${found.value ? html`<ul class="cards">${found.value.map(one)}</ul>` : trouble.value ? "" : loading()}
    `,
  };
}

/** @param {Rule} rule */
function one(rule) {
  return html`
    <li class="card" id=${rule.number}>
      <h2>${rule.number} · ${text(rule.title)}</h2>
      <p>${rule.basis} ${rule.marks.map(({ mark, title }) => html`<span class="quiet small">(${mark}: ${text(title)}) </span>`)}</p>
      ${rule.settings.length ? html`<dl class="pairs">${rule.settings.map(setting)}</dl>` : ""}
      ${rule.where.length
        ? html`<details>
            <summary>${said("rule_where", { n: rule.where.length })}</summary>
            <ul>${rule.where.map((place) => html`<li class="small">${text(place.kind)}: ${place.title ? text(place.title) : html`<code>${place.name}</code>`}</li>`)}</ul>
          </details>`
        : html`<p class="quiet">${said("rule_nowhere")}</p>`}
    </li>
  `;
}

/** What the office sets by itself, as it is now. @param {Setting} one */
function setting(one) {
  return html`
    <div>
      <dt>${text(one.title)}</dt>
      <dd>
        <strong>${text(one.now)}</strong>
        <span class="quiet small">${said(one.since ? "rule_set_since" : "rule_set", { basis: text(one.basis), bounds: text(one.bounds), since: one.since ? day(one.since) : "" })}</span>
      </dd>
    </div>
  `;
}
