/** The history of one case, newest first, with its seal. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { get } from "../api.js";
import { failure, loading, shown } from "../parts/notice.js";
import { say } from "../words.js";
import { Narratives } from "./narratives.js";
import { record, sealed } from "./records.js";

/** @typedef {import("../shapes.js").Row} Row */

const SIDES = /** @type {const} */ ([
  ["all", "all_acts"],
  ["people", "by_people"],
  ["system", "by_system"],
]);

export class Timeline {
  /** @type {import("../vendor/signals-core.js").Signal<{ records: Row[], seal: any, opens: boolean } | null>} */
  #found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<"all" | "people" | "system">} */
  #side = signal("all");
  #id;
  #path;
  #narratives;

  /** @param {string} id */
  constructor(id) {
    this.#id = id;
    this.#path = `/api/cases/${id}/history`;
    this.#narratives = new Narratives(id);
  }

  load = async () => {
    try {
      this.#found.value = (await get(this.#path)).data;
      this.#trouble.value = null;
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  };

  view() {
    const found = this.#found.value;
    const trouble = this.#trouble.value;
    return html`
      <section aria-labelledby="timeline">
        <div class="between">
          <h2 id="timeline">${say("timeline")}</h2>
          <div class="tabs" role="group" aria-label=${say("filters")}>
            ${SIDES.map(
              ([side, words]) => html`
                <button type="button" aria-pressed=${String(this.#side.value === side)} @click=${() => (this.#side.value = side)}>
                  ${say(words)}
                </button>
              `,
            )}
          </div>
        </div>
        ${trouble ? failure(trouble, this.load) : found ? this.#list(found) : loading()}
      </section>
    `;
  }

  /** @param {{ records: Row[], seal: any, opens: boolean }} found */
  #list({ records, seal, opens }) {
    const side = this.#side.value;
    const rows = records
      .filter((row) => side === "all" || (side === "people") === Boolean(row.actor.id))
      .sort((one, other) => other.seq - one.seq);
    const more = {
      words: opens ? this.#narratives.view : undefined,
      then: (/** @type {Row} */ { at }) => link(`/cases/${this.#id}/at`, { on: at }),
    };
    return html`
      ${seal ? sealed(seal) : ""}
      ${rows.length
        ? html`<ol class="timeline">${rows.map((row) => record(row, more))}</ol>`
        : html`<p class="quiet">${say("no_records")}</p>`}
    `;
  }
}
