/** Whether the past holds, asked for when somebody wants to know: what was verified, against what, and when. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { get } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

/**
 * @typedef {object} Verdict
 * @property {boolean} verified
 * @property {number} records
 * @property {number} cases
 * @property {string} at
 * @property {import("../shapes.js").Finding[]} findings
 * @property {{ size: number, root: string, at: string | null, unsealed: number, anchored: number | null }} seal
 */

export class Seal {
  /** @type {import("../vendor/signals-core.js").Signal<Verdict | null>} */
  #verdict = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #busy = signal(false);

  verify = async () => {
    this.#busy.value = true;
    try {
      this.#verdict.value = (await get("/api/history/verify")).data;
      this.#trouble.value = null;
    } catch (error) {
      this.#verdict.value = null;
      this.#trouble.value = shown(error);
    } finally {
      this.#busy.value = false;
    }
  };

  button() {
    return html`
      <button type="button" class="button" ?disabled=${this.#busy.value} @click=${this.verify}>
        ${icon("shield")}${say(this.#busy.value ? "verifying" : "verify")}
      </button>
    `;
  }

  view() {
    const verdict = this.#verdict.value;
    const trouble = this.#trouble.value;
    return html`<div role="status">${trouble ? failure(trouble, this.verify) : verdict ? judged(verdict) : ""}</div>`;
  }
}

/** @param {Verdict} verdict */
function judged({ verified, records, cases, findings, at, seal }) {
  const words = verified ? say("verified_all", { records, cases }) : say("verified_not", { n: findings.length });
  return html`
    <div class=${verified ? "card verdict" : "notice bad"}>
      ${verified ? html`<p class="seal big">${icon("shield")} ${words}</p>` : icon("alert")}
      <div>
        ${verified ? "" : html`<p><strong>${words}</strong></p><ul>${findings.map(found)}</ul>`}
        <p class="small">${said("verified_at", { when: moment(at) })}</p>
        <p class="small">
          ${seal.at ? said("verified_log", { n: seal.size, when: moment(seal.at) }) : said("verified_no_log")}
          ${seal.unsealed ? said("verified_open", { n: seal.unsealed }) : ""}
          ${seal.anchored === null ? "" : said("verified_anchor", { n: seal.anchored })}
        </p>
        ${seal.root ? html`<p class="hash">${said("verified_root", { root: seal.root })}</p>` : ""}
      </div>
    </div>
  `;
}

/** Where it is wrong: a record of a case, or a place in the log, which belongs to none.
 * @param {import("../shapes.js").Finding} finding */
function found(finding) {
  const where = `${finding.number} · ${say("record", { n: finding.seq })}`;
  return html`<li>${finding.case ? html`<a href=${link(`/cases/${finding.case}/at`)}>${where}</a>` : where}: ${text(finding.words)}</li>`;
}
