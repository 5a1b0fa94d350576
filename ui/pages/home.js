/** What needs me, and whether time is being watched. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link, pageOf } from "../address.js";
import { post } from "../api.js";
import { icon } from "../parts/icon.js";
import { tell } from "../parts/news.js";
import { empty, failure, shown } from "../parts/notice.js";
import { me, refresh, status } from "../session.js";
import { ago, moment, now, setClock, span } from "../time.js";
import { both, say, text } from "../words.js";

const HOUR = 3_600_000;
const EVERY = 60_000;

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const busy = signal(false);

  async function load() {
    try {
      await refresh();
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {number} hours */
  async function forward(hours) {
    busy.value = true;
    try {
      const { data } = await post("/api/demo/clock", { body: { advance: `PT${hours}H` } });
      setClock(data.now);
      tell(both("clock_moved", () => ({ when: moment(data.now) })));
      await load();
    } catch (error) {
      trouble.value = shown(error);
    } finally {
      busy.value = false;
    }
  }

  load();
  const timer = setInterval(() => document.visibilityState === "visible" && load(), EVERY);

  return {
    title: () => say("home"),
    close: () => clearInterval(timer),
    refresh: load,
    view: () => html`
      <div class="between heading">
        <h1 tabindex="-1">${say("greeting", { name: me.value?.name ?? "" })}</h1>
        <div class="actions">${(me.value?.can.open ?? []).map(opener)}</div>
      </div>
      ${trouble.value && failure(trouble.value, load)}
      <section aria-labelledby="needs">
        <h2 id="needs">${say("needs_me")}</h2>
        ${waiting()}
      </section>
      ${heartbeat()} ${office()} ${me.value?.can.clock ? demoClock(forward, busy.value) : ""}
    `,
  };
}

/** @param {import("../shapes.js").Named} process */
function opener(process) {
  return html`<a class="button" href=${link(`/open/${process.name}`)}>${icon("plus")}${say("open_new", { title: text(process.title) })}</a>`;
}

function waiting() {
  const queues = me.value?.home ?? [];
  const total = queues.some((queue) => queue.count !== 0);
  if (!total && !me.value?.can.cases) return empty(say("nothing_waits"), say("notices_wait_text"));
  if (!total) return empty(say("nothing_waits"), say("nothing_waits_text"), allCases());
  return html`
    <ul class="queues">
      ${queues.map(
        (queue) => html`
          <li class=${queue.count === 0 ? "zero" : ""}>
            <a href=${pageOf(queue.href)}>
              <span class="count">${queue.count}</span>
              <span>${text(queue.title)}</span>
              ${icon("next")}
            </a>
          </li>
        `,
      )}
    </ul>
  `;
}

function allCases() {
  return html`<a class="button second" href=${link("/cases")}>${say("see_all_cases")}</a>`;
}

/** The registers of the office that are open to me. */
function office() {
  const all = me.value?.office ?? [];
  return html`
    <section aria-labelledby="office">
      <h2 id="office">${say("office")}</h2>
      <div class="actions">${all.map((one) => html`<a class="button second" href=${pageOf(one.href)}>${text(one.title)}</a>`)}</div>
    </section>
  `;
}

function heartbeat() {
  const beat = status.value?.heartbeat;
  if (!beat) return html`<p class="beat quiet">&nbsp;</p>`;
  const since = beat.age_seconds === null ? "" : ago(beat.age_seconds);
  if (!since) return html`<p class="beat bad">${icon("alert")} ${say("heartbeat_never")}</p>`;
  if (!beat.alive) return html`<p class="beat bad">${icon("alert")} ${say("heartbeat_dead", { ago: since })}</p>`;
  return html`<p class="beat">${icon("check")} ${say("heartbeat_alive", { ago: since })}</p>`;
}

/**
 * @param {(hours: number) => void} forward
 * @param {boolean} busy
 */
function demoClock(forward, busy) {
  return html`
    <section class="card demo" aria-labelledby="demo">
      <div class="between">
        <h2 id="demo">${say("demo_clock")}</h2>
        <strong class="number">${moment(now())}</strong>
      </div>
      <p class="quiet">${say("demo_clock_text")}</p>
      <div class="actions">
        ${[1, 6, 24, 72].map(
          (hours) => html`
            <button type="button" class="second" ?disabled=${busy} @click=${() => forward(hours)}>
              ${say("forward", { span: span(hours * HOUR) })}
            </button>
          `,
        )}
      </div>
    </section>
  `;
}
