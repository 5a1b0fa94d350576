/** Proposals that wait for a second person, with all that this person needs to judge them. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { freshKey, post } from "../api.js";
import { said } from "../later.js";
import { explained } from "../parts/badge.js";
import { dialog } from "../parts/dialog.js";
import { icon } from "../parts/icon.js";
import { tell } from "../parts/news.js";
import { failure, shown } from "../parts/notice.js";
import { reasons } from "../parts/refusal.js";
import { blank, legible } from "../parts/summary.js";
import { moment } from "../time.js";
import { both, say, text } from "../words.js";

/** @typedef {import("../shapes.js").Proposal} Proposal */
/** @typedef {"approve" | "reject" | "withdraw"} Verdict */

const SURE = /** @type {const} */ ({ approve: "sure_approve", reject: "sure_reject", withdraw: "sure_withdraw" });

export class Proposals {
  /** @type {import("../vendor/signals-core.js").Signal<{ proposal: Proposal, verdict: Verdict } | null>} */
  #asking = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #busy = signal(false);
  #wrong = signal(false);
  #reload;

  /** @param {() => Promise<void>} reload */
  constructor(reload) {
    this.#reload = reload;
  }

  /** @param {{ number: string, proposals: Proposal[] }} subject */
  view({ number, proposals }) {
    const trouble = /** @type {any} */ (this.#trouble.value);
    if (!proposals.length && !trouble) return "";
    return html`
      <section class="card waits" aria-label=${`${say("proposals")} · ${number}`}>
        <h2>${icon("people")}${say("proposals")}</h2>
        ${trouble && failure(trouble)} ${trouble?.refusals?.length ? reasons(trouble.refusals) : ""}
        ${proposals.map((proposal) => this.#one(proposal))}
      </section>
    `;
  }

  /** @param {{ id: string, version: number }} subject */
  over(subject) {
    const asked = this.#asking.value;
    if (!asked) return "";
    const no = () => (this.#asking.value = null);
    return dialog({
      title: say(SURE[asked.verdict], { title: text(asked.proposal.title) }),
      body: asked.verdict === "reject" ? this.#why() : "",
      close: no,
      actions: html`
        <button type="button" class="button" ?disabled=${this.#busy.value} @click=${() => this.#send(subject, asked)}>${say(asked.verdict)}</button>
        <button type="button" class="plain" @click=${no}>${say("cancel")}</button>
      `,
    });
  }

  #why() {
    const wrong = this.#wrong.value;
    return html`
      <div class="field ${wrong ? "wrong" : ""}">
        <label for="why">${say("reject_why")}</label>
        ${wrong ? html`<p class="error" id="why-error" role="alert">${icon("alert")}${say("reveal_reason_missing")}</p>` : ""}
        <textarea id="why" rows="3" maxlength="2000" autocomplete="off" spellcheck="false" aria-invalid=${String(wrong)}></textarea>
      </div>
    `;
  }

  /** @param {Proposal} proposal */
  #one(proposal) {
    const ways = /** @type {[Verdict, boolean][]} */ ([
      ["approve", proposal.can_approve],
      ["reject", proposal.can_reject],
      ["withdraw", proposal.can_withdraw],
    ]).filter(([, can]) => can);
    return html`
      <article class="proposal">
        <h3>${text(proposal.title)}</h3>
        <p class="quiet">
          ${say("proposed_by", { name: `${proposal.by.name} (${text(proposal.by.role?.title)})`, when: moment(proposal.at) })}
        </p>
        <dl class="pairs">
          ${proposal.form.map((line) => html`<div><dt>${text(line.title)}</dt><dd>${blank(line.label) ? say("empty_value") : legible(line.label)}</dd></div>`)}
        </dl>
        ${proposal.clock ? html`<ul class="clocks">${explained(proposal.clock)}</ul>` : ""}
        ${proposal.findings?.length ? found(proposal.findings) : ""}
        ${proposal.reads?.length
          ? html`<details class="proof">
              <summary>${said("judged_on")}</summary>
              <dl class="pairs">
                ${proposal.reads.map((line) => html`<div><dt>${text(line.title)}</dt><dd>${blank(line.label) ? say("empty_value") : legible(line.label)}</dd></div>`)}
              </dl>
            </details>`
          : ""}
        ${ways.length
          ? html`<div class="actions">
              ${ways.map(
                ([verdict], index) => html`
                  <button type="button" class=${index ? "second" : "button"} @click=${() => this.#ask(proposal, verdict)}>
                    ${say(verdict)}
                  </button>
                `,
              )}
            </div>`
          : html`<p class="quiet">${say("proposal_waits")}</p>`}
      </article>
    `;
  }

  /**
   * @param {Proposal} proposal
   * @param {Verdict} verdict
   */
  #ask(proposal, verdict) {
    this.#wrong.value = false;
    this.#asking.value = { proposal, verdict };
  }

  /**
   * @param {{ id: string, version: number }} subject
   * @param {{ proposal: Proposal, verdict: Verdict }} asked
   */
  async #send(subject, { proposal, verdict }) {
    const why = document.getElementById("why");
    const reason = why instanceof HTMLTextAreaElement ? why.value.trim() : "";
    this.#wrong.value = verdict === "reject" && !reason;
    if (this.#wrong.value) {
      why?.focus();
      return;
    }

    this.#busy.value = true;
    try {
      const path = `/api/cases/${subject.id}/proposals/${proposal.number}/${verdict}`;
      await post(path, { body: reason ? { reason } : {}, seen: subject.version, key: freshKey() });
      this.#trouble.value = null;
      tell(both("done_step", (tongue) => ({ title: proposal.title[tongue] || proposal.title.id })));
    } catch (error) {
      this.#trouble.value = shown(error);
    } finally {
      this.#asking.value = null;
      this.#busy.value = false;
    }
    await this.#reload();
  }
}

/** What every guard says now: those that would refuse first, each with its reasons. @param {NonNullable<Proposal["findings"]>} findings */
function found(findings) {
  const against = findings.filter((one) => one.refusals.length);
  const passed = [...new Set(findings.filter((one) => !one.refusals.length).map((one) => one.rule))];
  return html`
    ${against.length
      ? html`<div class="notice bad">${icon("lock")}<div><p><strong>${said("would_refuse")}</strong></p>${reasons(against.flatMap((one) => one.refusals))}</div></div>`
      : html`<p class="seal">${icon("check")} ${said("would_pass")}</p>`}
    ${passed.length ? html`<p class="small quiet">${said("passed_rules", { rules: passed.join(" · ") })}</p>` : ""}
  `;
}
