/** Other cases in which the same people may be, as the API tells it: a card that is there only when there is something. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { get } from "../api.js";
import { text } from "../words.js";

/** @typedef {import("../shapes.js").Text} Text */
/** @typedef {{ case: import("../shapes.js").Summary, equal: Text[], same_pair: boolean }} Candidate */

export class Alike {
  /** @type {import("../vendor/signals-core.js").Signal<{ title: Text, note: Text, items: Candidate[] } | null>} */
  found = signal(null);
  #id;

  /** @param {string} id */
  constructor(id) {
    this.#id = id;
  }

  /** What cannot be fetched is not missed: the page of the case says what is wrong. */
  async load() {
    try {
      this.found.value = (await get(`/api/cases/${this.#id}/similar`)).data;
    } catch {
      this.found.value = null;
    }
  }

  view() {
    const found = this.found.value;
    if (!found?.items.length) return "";
    return html`
      <section class="card" aria-labelledby="alike">
        <h2 id="alike">${text(found.title)}</h2>
        <p class="quiet small">${text(found.note)}</p>
        <ul class="alike">
          ${found.items.map(
            (one) => html`
              <li>
                <a href=${link(`/cases/${one.case.id}`)}>${one.case.number}</a> · ${text(one.case.state.title)}
                <ul>
                  ${one.equal.map((words) => html`<li class="small">${text(words)}</li>`)}
                </ul>
              </li>
            `,
          )}
        </ul>
      </section>
    `;
  }
}
