/** Figures for the public: looked at first, then published for good. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get, post } from "../api.js";
import { said } from "../later.js";
import { dialog } from "../parts/dialog.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { reasons } from "../parts/refusal.js";
import { moment, now } from "../time.js";
import { say, text } from "../words.js";

/**
 * @typedef {import("../shapes.js").Text} Text
 * @typedef {object} Release
 * @property {number} year
 * @property {string | null} published_at
 * @property {{ title: Text, band: [number, number] }[]} totals
 * @property {{ name: string, title: Text, of: Text, rows: { title: Text, band: [number, number] }[] }[]} dimensions
 * @property {import("../shapes.js").Refusal[]} [refusals]
 */

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<Release[] | null>} */
  const published = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<Release | null>} */
  const draft = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const asking = signal(false);
  /** The dimensions that stay out. @type {import("../vendor/signals-core.js").Signal<string[]>} */
  const without = signal([]);
  const year = signal(new Date(now()).getFullYear() - 1);

  /** @param {() => Promise<unknown>} act */
  async function attempt(act) {
    try {
      await act();
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  const load = () => attempt(async () => (published.value = (await get("/api/releases")).data.items));

  const look = () =>
    attempt(async () => {
      const query = new URLSearchParams(without.value.map((name) => ["without", name]));
      draft.value = (await get(`/api/releases/${year.value}/preview?${query}`)).data;
    });

  const publish = () =>
    attempt(async () => {
      asking.value = false;
      await post("/api/releases", { body: { year: year.value, without: without.value } });
      draft.value = null;
      await load();
    });

  /** @param {string} name */
  function leave(name) {
    without.value = without.value.includes(name) ? without.value.filter((one) => one !== name) : [...without.value, name];
    look();
  }

  load();
  return {
    title: () => said("releases_title"),
    refresh: load,
    view: () => html`
      <h1 tabindex="-1">${said("releases_title")}</h1>
      <p class="quiet">${said("releases_text")}</p>
      ${trouble.value ? failure(trouble.value) : ""}
      <form
        class="filters"
        @submit=${(/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          without.value = [];
          look();
        }}
      >
        <label>
          <span>${said("releases_year")}</span>
          <input
            type="number"
            min="2000"
            max="9998"
            .value=${String(year.value)}
            @input=${(/** @type {InputEvent} */ event) => (year.value = Number(/** @type {HTMLInputElement} */ (event.target).value))}
          />
        </label>
        <button class="second">${said("releases_show")}</button>
      </form>
      ${draft.value ? proposed(draft.value, without.value, leave, () => (asking.value = true)) : ""}
      ${published.value ? ledger(published.value) : trouble.value ? "" : loading()}
      ${asking.value && draft.value
        ? dialog({
            title: said("releases_publish", { year: draft.value.year }),
            body: html`<p>${said("releases_confirm")}</p>`,
            actions: html`
              <button type="button" class="button" @click=${publish}>${say("yes_continue")}</button>
              <button type="button" class="plain" @click=${() => (asking.value = false)}>${say("cancel")}</button>
            `,
            close: () => (asking.value = false),
          })
        : ""}
    `,
  };
}

/**
 * @param {Release} draft
 * @param {string[]} without
 * @param {(name: string) => void} leave
 * @param {() => void} publish
 */
function proposed(draft, without, leave, publish) {
  const refusals = draft.refusals ?? [];
  return html`
    <section class="card sheet" aria-labelledby="draft">
      <h2 id="draft">${said("releases_preview")} · ${draft.year}</h2>
      ${refusals.length ? html`<div class="notice bad" role="alert"><div>${reasons(refusals)}</div></div>` : ""}
      ${bands(draft, leave)}
      ${without.length
        ? html`<p>${without.map((name) => html`<button type="button" class="plain" @click=${() => leave(name)}>+ ${name}</button> `)}</p>`
        : ""}
      <div class="actions">
        <button type="button" class="button" ?disabled=${refusals.length > 0} @click=${publish}>${said("releases_publish", { year: draft.year })}</button>
      </div>
    </section>
  `;
}

/** @param {Release[]} published */
function ledger(published) {
  if (!published.length) return empty(said("releases_none"), said("releases_none_text"));
  return published.map(
    (one) => html`
      <section class="card sheet">
        <h2>${one.year}</h2>
        <p class="quiet small">${said("releases_done", { when: moment(/** @type {string} */ (one.published_at)) })}</p>
        ${bands(one)}
      </section>
    `,
  );
}

/**
 * @param {Release} release
 * @param {(name: string) => void} [leave]
 */
function bands({ totals, dimensions }, leave) {
  return html`
    <dl class="pairs">${totals.map((one) => html`<div><dt>${text(one.title)}</dt><dd>${range(one.band)}</dd></div>`)}</dl>
    ${dimensions.map(
      (dimension) => html`
        <details>
          <summary>${text(dimension.title)} <span class="quiet small">(${text(dimension.of)})</span></summary>
          <dl class="pairs">${dimension.rows.map((row) => html`<div><dt>${text(row.title)}</dt><dd>${range(row.band)}</dd></div>`)}</dl>
          ${leave
            ? html`<label class="option"><input type="checkbox" checked @change=${() => leave(dimension.name)} /><span>${said("releases_leave_out")}</span></label>`
            : ""}
        </details>
      `,
    )}
  `;
}

/** @param {[number, number]} band */
function range([low, high]) {
  return `${low}–${high}`;
}
