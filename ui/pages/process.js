/** A workflow looked at as a whole: what happened on its arrows, what if a rule were another, and what was proved of it. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { get } from "../api.js";
import { said } from "../later.js";
import { failure, loading, shown } from "../parts/notice.js";
import { sheet } from "../parts/sheet.js";
import { mapOf } from "../process/map.js";
import { proofOf } from "../process/proof.js";
import { whatIfOf } from "../process/what-if.js";
import { me } from "../session.js";
import { text } from "../words.js";

/** @typedef {{ view: () => unknown, load: () => Promise<void> }} Part */
/** @typedef {import("../shapes.js").Process} Process */

/** @type {Record<string, { title: () => string, make: (process: Process, query: URLSearchParams) => Part, sensitive: boolean }>} */
const PARTS = {
  "": { title: () => said("process_map"), make: mapOf, sensitive: false },
  "what-if": { title: () => said("what_if"), make: whatIfOf, sensitive: true },
  proof: { title: () => said("proof_page"), make: proofOf, sensitive: false },
};

/**
 * @param {string[]} words
 * @param {URLSearchParams} query
 * @returns {import("../app.js").Page}
 */
export function open([asked = ""], query) {
  const chosen = PARTS[asked];
  /** @type {import("../vendor/signals-core.js").Signal<{ processes: Process[], part: Part, name: string } | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);

  async function load() {
    try {
      const [answer] = await Promise.all([get("/api/workflows"), sheet("figures.css"), sheet("process.css")]);
      /** @type {Process[]} */
      const processes = answer.data;
      const process = processes.find((one) => one.name === query.get("workflow")) ?? processes[0];
      const part = found.peek()?.part ?? chosen.make(process, query);
      found.value = { processes, part, name: process.name };
      await part.load();
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  load();
  return {
    title: chosen.title,
    sensitive: chosen.sensitive,
    refresh: load,
    view: () => html`
      <h1 tabindex="-1">${chosen.title()}</h1>
      <div class="process-bar">
        ${me.value?.can.process ? tabs(asked, found.value?.name) : ""} ${found.value ? chooser(asked, found.value) : ""}
      </div>
      ${trouble.value ? failure(trouble.value, load) : found.value ? found.value.part.view() : loading()}
    `,
  };
}

/** @param {string} part */
function place(part) {
  return part ? `/process/${part}` : "/process";
}

/**
 * @param {string} here
 * @param {string | undefined} workflow
 */
function tabs(here, workflow) {
  return html`
    <div class="tabs process-tabs" role="group" aria-label=${said("process_parts")}>
      ${Object.entries(PARTS).map(
        ([name, part]) => html`<a href=${link(place(name), { workflow })} aria-current=${name === here ? "page" : "false"}>${part.title()}</a>`,
      )}
    </div>
  `;
}

/**
 * @param {string} part
 * @param {{ processes: Process[], name: string }} found
 */
function chooser(part, { processes, name }) {
  return html`
    <label class="chooser">
      <span>${said("which_process")}</span>
      <select @change=${(/** @type {Event} */ event) => go(link(place(part), { workflow: /** @type {HTMLSelectElement} */ (event.target).value }))}>
        ${processes.map((one) => html`<option value=${one.name} .selected=${one.name === name}>${text(one.title)}</option>`)}
      </select>
    </label>
  `;
}
