/** What will happen by itself: when, to which case, what is done then, and who is told. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { now, short, span } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Ring} Ring */

const FEW = 8;

export class Soon {
  #whole = signal(false);

  /** @param {{ items: Ring[], whole: boolean }} found */
  view({ items, whole }) {
    const shown = this.#whole.value ? items : items.slice(0, FEW);
    return html`
      <section class="card wide-card" aria-labelledby="soon">
        <h2 id="soon">${icon("hourglass")}${said("soon")}</h2>
        <p class="quiet small">${said("soon_text")}</p>
        ${items.length ? html`<ol class="coming">${shown.map(ring)}</ol>` : html`<p>${said("soon_none")}</p>`}
        ${shown.length < items.length
          ? html`<button type="button" class="second" @click=${() => (this.#whole.value = true)}>${said("soon_all", { n: items.length })}</button>`
          : ""}
        ${whole ? "" : html`<p class="small">${said("soon_cut")}</p>`}
      </section>
    `;
  }
}

/** Red is what is over already; amber what will be by then. @param {Ring} one */
function urgency({ due_at, late }) {
  if (Date.parse(due_at) <= now()) return "late";
  return late ? "waits" : "";
}

/** @param {Ring} one */
function ring(one) {
  const who = one.told.map((role) => text(role.title)).join(", ");
  return html`
    <li>
      <p class="coming-when"><time datetime=${one.at}>${short(one.at)}</time> <span class="quiet small">${span(Date.parse(one.at) - now())}</span></p>
      <div>
        <p>
          <a class="number" href=${link(`/cases/${one.case.id}`)}>${one.case.number}</a>
          <span class="chip ${urgency(one)}">${icon(one.late ? "alert" : "clock")}${text(one.clock.title)}</span>
          <span class="quiet small">${[text(one.case.state.title), one.case.kelurahan?.name].filter(Boolean).join(" · ")}</span>
        </p>
        <p><strong>${text(one.happens)}</strong>${one.level ? html` <span class="quiet small">${say("level", { n: one.level })}</span>` : ""}</p>
        <p class="small">${one.moves_to ? `${said("becomes", { state: text(one.moves_to.title) })} ` : ""}${who ? said("tells", { who }) : one.moves_to ? "" : said("tells_nobody")}</p>
      </div>
    </li>
  `;
}
