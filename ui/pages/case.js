/** One case on one page: how it stands, what can be done, what was done. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link, spot } from "../address.js";
import { get, Problem } from "../api.js";
import { Alike } from "../case/alike.js";
import { details } from "../case/details.js";
import { Looks } from "../case/looks.js";
import { Private } from "../case/private.js";
import { Proposals } from "../case/proposals.js";
import { Steps } from "../case/steps.js";
import { Talk } from "../case/talk.js";
import { Timeline } from "../case/timeline.js";
import { watch } from "../case/watch.js";
import { where } from "../case/where.js";
import { badge, explained } from "../parts/badge.js";
import { icon } from "../parts/icon.js";
import { tell } from "../parts/news.js";
import { failure, loading, shown } from "../parts/notice.js";
import { chip, facts } from "../parts/summary.js";
import { moment, setClock } from "../time.js";
import { both, say, text } from "../words.js";

/** @typedef {import("../shapes.js").Detail} Detail */

/**
 * @param {string[]} words
 * @returns {import("../app.js").Page}
 */
export function open([id]) {
  /** @type {import("../vendor/signals-core.js").Signal<Detail | null>} */
  const detail = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const changed = signal(false);
  const timeline = new Timeline(id);
  const closed = new Private(id);
  const looks = new Looks(id);
  const talk = new Talk(id);
  const alike = new Alike(id);
  const steps = new Steps(load, () => (detail.value ? [detail.value, ...detail.value.children] : []));
  const proposals = new Proposals(load);

  async function load() {
    try {
      const { data } = await get(`/api/cases/${id}`);
      setClock(data.now);
      detail.value = data;
      trouble.value = null;
      changed.value = false;
      version?.again();
    } catch (error) {
      trouble.value = shown(error);
      if (trouble.value instanceof Problem && trouble.value.status === 404) detail.value = null;
    }
    if (detail.value) await Promise.all([timeline.load(), alike.load()]);
  }

  async function news() {
    if (steps.touched) {
      changed.value = true;
      return;
    }
    await load();
    tell(both("refreshed", () => ({})));
  }

  /** @type {ReturnType<typeof watch> | null} */
  let version = null;
  load().then(() => {
    if (spot.peek()) document.getElementById(spot.peek().slice(1))?.scrollIntoView();
  });
  version = watch(`/api/cases/${id}/version`, () => detail.peek()?.version, news);

  return {
    title: () => detail.value?.number ?? say("cases"),
    sensitive: true,
    close: version.stop,
    refresh: load,
    view: () => {
      const found = detail.value;
      if (!found) return html`<h1 tabindex="-1">${say("cases")}</h1>${trouble.value ? gone(trouble.value, load) : loading()}`;
      return html`
        ${heading(found)} ${trouble.value && failure(trouble.value, load)} ${changed.value ? banner(load) : ""}
        <div class="columns">
          <div class="column-main">
            ${proposals.view(found)}
            <section class="card" aria-labelledby="next">
              <h2 id="next">${say("next_steps")}</h2>
              ${steps.view(found)}
            </section>
            ${talk.view(found)}
            ${found.children.length
              ? html`<section aria-labelledby="children">
                  <h2 id="children">${say("related")}</h2>
                  ${found.children.map((child) => related(child, steps))}
                </section>`
              : ""}
          </div>
          <div class="column-side">
            ${clocks(found)} ${where(found.workflow)} ${details(found.facts)} ${closed.view(found)} ${alike.view()} ${looks.view()}
          </div>
          ${timeline.view()}
        </div>
        ${steps.over() || proposals.over(found)}
      `;
    },
  };
}

/** @param {Detail} found */
function heading(found) {
  return html`
    <div class="case-heading">
      <p class="crumbs">
        <a href=${link("/cases")}>${icon("back")}${say("back_to_cases")}</a>
        ${found.parent ? html`<a href=${link(`/cases/${found.parent.id}`)}>${say("part_of", { number: found.parent.number })}</a>` : ""}
      </p>
      <div class="between">
        <h1 tabindex="-1"><span class="quiet kind">${text(found.title)}</span> <span class="number">${found.number}</span></h1>
        ${found.ended_at ? "" : badge(mostUrgent(found))}
      </div>
      <div class="between">${chip(found)} ${facts(found)}</div>
      ${papers(found)}
      ${(found.warnings ?? []).map((one) => html`<p class="notice bad" role="alert">${icon("alert")}<span>${text(one.label)}</span></p>`)}
      ${(found.links ?? []).map(
        (one) => html`<p class="small">
          ${text(one.title)}: ${one.cases.map((each) => html`<a href=${link(`/cases/${each.id}`)}>${each.number}</a> `)}
        </p>`,
      )}
      ${found.excluded?.length
        ? html`<p class="notice warn">${icon("lock")}${say("excluded", { who: found.excluded.map((one) => one.name).join(", ") })}</p>`
        : ""}
      ${found.keeping ? html`<p class=${found.keeping.tone === "warn" ? "notice warn" : "quiet small"}>${text(found.keeping.text)}</p>` : ""}
      <p class="quiet small">
        ${[
          found.kelurahan?.name,
          found.owner?.name ?? say("no_owner"),
          say("opened_at", { when: moment(found.opened_at) }),
          found.ended_at && say("ended_at", { when: moment(found.ended_at) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </div>
  `;
}

/** Its own deadline or one of its children's: whoever looks here must see the worst. @param {Detail} found */
function mostUrgent(found) {
  const ranks = ["overdue", "grace", "on_time"];
  const running = [found, ...found.children].flatMap((one) => one.badge ?? []);
  return running.sort((one, other) => ranks.indexOf(one.status) - ranks.indexOf(other.status))[0] ?? null;
}

/** @param {Detail} found */
function clocks(found) {
  return html`
    <section class="card" aria-labelledby="clocks">
      <h2 id="clocks">${icon("clock")}${say("clocks")}</h2>
      ${found.clocks.length ? html`<ul class="clocks">${found.clocks.map(explained)}</ul>` : html`<p class="quiet">${say("no_clocks")}</p>`}
    </section>
  `;
}

/**
 * @param {import("../shapes.js").Child} child
 * @param {Steps} steps
 */
function related(child, steps) {
  return html`
    <article class="card child">
      <div class="between">
        <h3><a href=${link(`/cases/${child.id}`)}>${text(child.title)} <span class="number">${child.number}</span></a></h3>
        ${chip(child)}
      </div>
      ${papers(child)} ${facts(child)} ${child.ended_at ? "" : badge(child.badge)} ${child.transitions.length ? steps.view(child) : ""}
    </article>
  `;
}

/** What can be printed of it. @param {import("../shapes.js").Summary | Detail} of */
function papers(of) {
  if (!of.papers?.length) return "";
  return html`<p class="links">${say("print")}: ${of.papers.map((one, place) => html`${place ? " · " : ""}<a href=${link(`/papers/${of.id}/${one.name}`)}>${text(one.title)}</a>`)}</p>`;
}

/** @param {() => void} load */
function banner(load) {
  return html`
    <div class="notice warn" role="status">
      ${icon("hourglass")}
      <p>${say("changed_banner")}</p>
      <button type="button" class="plain" @click=${load}>${say("refresh")}</button>
    </div>
  `;
}

/**
 * @param {import("../api.js").Trouble} trouble
 * @param {() => void} load
 */
function gone(trouble, load) {
  return trouble instanceof Problem && trouble.status === 404 ? html`<p>${say("no_page_text")}</p><p><a class="button second" href=${link("/cases")}>${say("back_to_cases")}</a></p>` : failure(trouble, load);
}
