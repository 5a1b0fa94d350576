/** What is new for the reader: that there is something, never what it is about. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { get, post } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Named} Named */
/** @typedef {{ id: string, case: { number: string | null, href: string }, topic: Named, level: number, at: string, seen_at: string | null }} Notice */

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<Notice[] | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);

  async function load() {
    try {
      found.value = (await get("/api/notices")).data.items;
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {Notice} notice */
  async function seen(notice) {
    try {
      await post(`/api/notices/${notice.id}/seen`);
    } catch (error) {
      trouble.value = shown(error);
    }
    await load();
  }

  async function allSeen() {
    try {
      await post("/api/notices/seen");
    } catch (error) {
      trouble.value = shown(error);
    }
    await load();
  }

  load();
  return {
    title: () => say("notices"),
    sensitive: true,
    refresh: load,
    view: () => html`
      <div class="between heading">
        <h1 tabindex="-1">${say("notices")}</h1>
        ${unread(found.value)
          ? html`<div class="actions">
              <span class="quiet" role="status">${said("n_unread", { n: unread(found.value) })}</span>
              <button type="button" class="button second" @click=${allSeen}>${icon("check")}${said("all_seen")}</button>
            </div>`
          : ""}
      </div>
      ${trouble.value && failure(trouble.value, load)} ${found.value ? list(found.value, seen) : trouble.value ? "" : loading()}
    `,
  };
}

/** @param {Notice[] | null} notices */
function unread(notices) {
  return notices?.filter((one) => !one.seen_at).length ?? 0;
}

/**
 * @param {Notice[]} notices
 * @param {(notice: Notice) => void} seen
 */
function list(notices, seen) {
  if (!notices.length) return empty(say("no_notices"), say("no_notices_text"));
  return html`
    <ul class="cards">
      ${notices.map(
        (notice) => html`
          <li class="card ${notice.seen_at ? "" : "waits"}">
            <div class="between">
              <strong>${[text(notice.topic.title), notice.case.number].filter(Boolean).join(" · ")}</strong>
              <time class="quiet small" datetime=${notice.at}>${moment(notice.at)}</time>
            </div>
            <div class="actions">
              <a class="button second" href=${notice.case.href} @click=${() => notice.seen_at || seen(notice)}>${say("open_case")}</a>
              ${notice.seen_at
                ? html`<span class="quiet small">${icon("check")} ${say("seen")}</span>`
                : html`<button type="button" class="plain" @click=${() => seen(notice)}>${say("mark_seen")}</button>`}
            </div>
          </li>
        `,
      )}
    </ul>
  `;
}
