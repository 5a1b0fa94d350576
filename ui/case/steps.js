/**
 * The steps that the API offers on a case: forms for the open ones, reasons for the blocked ones.
 * Longer than most files because it holds a step's whole life: offered, filled in, confirmed, sent, refused, stale.
 */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { post, Problem } from "../api.js";
import { Draft } from "../form/draft.js";
import { formView } from "../form/view.js";
import { dialog } from "../parts/dialog.js";
import { icon } from "../parts/icon.js";
import { tell } from "../parts/news.js";
import { reasons } from "../parts/refusal.js";
import { both, say, text } from "../words.js";
import { staleDialog } from "./stale.js";

/** @typedef {import("../shapes.js").Step} Step */
/** @typedef {{ id: string, version: number, transitions: Step[] }} Subject a case that steps can be taken on */

/** So many other steps need no fold. */
const FEW = 3;

export class Steps {
  /** @type {Map<string, { draft: Draft, step: Step, subject: string }>} */
  #kept = new Map();
  #open = signal("");
  /** Counts what no other signal tells, so that the page is drawn again. */
  #turn = signal(0);
  /** The cases whose other steps are unfolded, for when the page is built anew: after the lock, say. @type {Set<string>} */
  #unfolded = new Set();
  #reload;
  #subjects;

  /**
   * @param {() => Promise<void>} reload draws the cases as they now are
   * @param {() => Subject[]} subjects the cases that the page shows
   */
  constructor(reload, subjects) {
    this.#reload = reload;
    this.#subjects = subjects;
  }

  /** Is there something typed that a careless redraw would surprise? */
  get touched() {
    return [...this.#kept.values()].some(({ draft }) => draft.touched);
  }

  /** @param {Subject} subject */
  view(subject) {
    const all = subject.transitions;
    const left = this.#turn.value >= 0 ? this.#leftOver(subject) : [];
    const onward = all.filter((step) => step.onward);
    const others = all.filter((step) => !step.onward);
    const folds = onward.length && others.length > FEW;
    return html`
      ${left.map(({ step }) => html`<div class="card">${this.#panel(subject, step, true)}</div>`)}
      ${all.length ? "" : html`<p class="quiet">${say("no_steps")}</p>`}
      ${this.#listed(subject, folds ? onward : [...onward, ...others])} ${folds ? this.#folded(subject, others) : ""}
    `;
  }

  /**
   * The open ones first, then those that are blocked.
   * @param {Subject} subject
   * @param {Step[]} steps
   */
  #listed(subject, steps) {
    const allowed = steps.filter((step) => step.allowed);
    const blocked = steps.filter((step) => !step.allowed);
    return html`
      ${allowed.length ? html`<ul class="steps">${allowed.map((step) => this.#offered(subject, step))}</ul>` : ""}
      ${blocked.length ? html`<h3 class="blocked-title">${icon("lock")}${say("blocked_steps")}</h3>` : ""}
      ${blocked.length ? html`<ul class="blocked">${blocked.map(closed)}</ul>` : ""}
    `;
  }

  /**
   * What does not move the case on, out of the way until somebody wants it.
   * @param {Subject} subject
   * @param {Step[]} steps
   */
  #folded(subject, steps) {
    /** @param {Event} event */
    const toggled = ({ currentTarget: fold }) =>
      fold instanceof HTMLDetailsElement && fold.open ? this.#unfolded.add(subject.id) : this.#unfolded.delete(subject.id);
    return html`
      <details class="other-steps" ?open=${this.#unfolded.has(subject.id)} @toggle=${toggled}>
        <summary>${say("other_steps", { n: steps.length })}</summary>
        ${this.#listed(subject, steps)}
      </details>
    `;
  }

  /** What lies over the page: a confirmation, or the news that it is stale. */
  over() {
    for (const [key, { draft, step, subject: id }] of this.#kept) {
      const subject = this.#latest(id);
      if (!subject) continue;
      const answer = draft.answer.value;
      if (answer instanceof Problem && answer.status === 412) return this.#stale(key, draft, step, subject, answer);
      if (draft.asking.value) return this.#confirm(draft, step, subject);
    }
    return "";
  }

  /**
   * A form that was being filled in while its step closed. Nothing typed is thrown away.
   * @param {Subject} subject
   */
  #leftOver(subject) {
    const names = new Set(subject.transitions.filter((step) => step.allowed).map((step) => step.name));
    return [...this.#kept.values()].filter(
      ({ subject: id, step, draft }) => id === subject.id && draft.touched && !names.has(step.name),
    );
  }

  /**
   * @param {Subject} subject
   * @param {Step} step
   */
  #offered(subject, step) {
    const key = keyOf(subject, step);
    const expanded = this.#open.value === key;
    return html`
      <li class=${expanded ? "expanded" : ""}>
        <button
          type="button"
          class="step"
          aria-expanded=${String(expanded)}
          @click=${() => this.#toggle(subject, step)}
        >
          <span>
            <strong>${text(step.title)}</strong>
            ${step.target || step.four_eyes
              ? html`<span class="quiet small">
                  ${step.target ? say("leads_to", { state: text(step.target.title) }) : ""}
                  ${step.four_eyes ? html`<span class="nowrap">${icon("people")} ${say("four_eyes_mark")}</span>` : ""}
                </span>`
              : ""}
          </span>
          ${icon("next")}
        </button>
        ${expanded ? this.#panel(subject, step, false) : ""}
      </li>
    `;
  }

  /**
   * @param {Subject} subject
   * @param {Step} step
   * @param {boolean} closedNow
   */
  #panel(subject, step, closedNow) {
    const title = text(step.title);
    const { draft } = this.#keep(subject, step);
    return formView(draft, {
      title,
      send: step.four_eyes ? say("propose", { title }) : title,
      closed: closedNow,
      lead: closedNow
        ? html`<h3>${title}</h3><p class="notice warn">${icon("lock")}${say("closed_meanwhile")}</p>`
        : step.four_eyes
          ? html`<p class="notice calm">${icon("people")}<span>${say("four_eyes")}</span></p>`
          : "",
      submit: () => {
        if (!step.confirm) this.#send(subject, step);
        else if (draft.check()) draft.asking.value = true;
      },
      cancel: () => {
        this.#kept.delete(keyOf(subject, step));
        this.#open.value = "";
        this.#turn.value += 1;
      },
    });
  }

  /**
   * @param {Subject} subject
   * @param {Step} step
   */
  #toggle(subject, step) {
    const key = keyOf(subject, step);
    this.#open.value = this.#open.peek() === key ? "" : key;
  }

  /**
   * @param {Subject} subject
   * @param {Step} step
   */
  #keep(subject, step) {
    const key = keyOf(subject, step);
    const kept = this.#kept.get(key) ?? { draft: new Draft(step.schema), step, subject: subject.id };
    kept.draft.renew(step.schema);
    this.#kept.set(key, { ...kept, step });
    return kept;
  }

  /**
   * @param {Subject} subject
   * @param {Step} step
   * @param {number} [seen]
   */
  async #send(subject, step, seen = subject.version) {
    const { draft } = this.#keep(subject, step);
    const answer = await draft.submit((body, key) => post(step.href, { body, key, seen }));
    if (!answer) return;

    this.#kept.delete(keyOf(subject, step));
    this.#open.value = "";
    tell(
      answer.status === 202
        ? both("done_proposal", () => ({}))
        : both("done_step", (tongue) => ({ title: step.title[tongue] || step.title.id })),
    );
    await this.#reload();
    const heading = document.querySelector("main h1");
    if (heading instanceof HTMLElement) heading.focus();
  }

  /**
   * @param {Draft} draft
   * @param {Step} step
   * @param {Subject} subject
   */
  #confirm(draft, step, subject) {
    const no = () => (draft.asking.value = false);
    return dialog({
      title: text(step.title),
      body: html`<p>${text(step.confirm)}</p>`,
      close: no,
      actions: html`
        <button type="button" class="button" ?disabled=${draft.busy.value} @click=${() => this.#send(subject, step)}>
          ${say("yes_continue")}
        </button>
        <button type="button" class="plain" @click=${no}>${say("cancel")}</button>
      `,
    });
  }

  /** @param {string} id */
  #latest(id) {
    return this.#subjects().find((one) => one.id === id);
  }

  /**
   * @param {string} key
   * @param {Draft} draft
   * @param {Step} step
   * @param {Subject} subject
   * @param {Problem} problem
   */
  #stale(key, draft, step, subject, problem) {
    const look = async () => {
      draft.answer.value = null;
      await this.#reload();
      this.#open.value = key;
    };
    return staleDialog(problem.changes, {
      look,
      again: async () => {
        await look();
        const fresh = this.#latest(subject.id);
        const still = fresh?.transitions.find((one) => one.name === step.name && one.allowed);
        if (fresh && still) await this.#send(fresh, still);
      },
    });
  }

}

/**
 * @param {Subject} subject
 * @param {Step} step
 */
function keyOf(subject, step) {
  return `${subject.id}/${step.name}`;
}

/** @param {Step} step */
function closed(step) {
  return html`
    <li>
      <strong>${text(step.title)}</strong>
      ${reasons(step.refusals)}
    </li>
  `;
}
