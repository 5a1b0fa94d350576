/** One paper of a case, as the API draws it: without names at first, with them once somebody says why; then printed. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { get, post } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, loading, shown } from "../parts/notice.js";
import { sheet } from "../parts/sheet.js";
import { moment } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Text} Text */
/** @typedef {{ title: Text | null, lines: { title: Text, label: Text }[], text: Text[], blank: number, warns: boolean }} Part */
/**
 * @typedef {{ title: Text, number: string, mark: Text | null, head: Text[], parts: Part[], named: boolean, can_name: boolean,
 *   signatures: { title: Text, name: string }[], printed_at: string, printed_by: string }} Paper
 */

/**
 * @param {string[]} words
 * @returns {import("../app.js").Page}
 */
export function open([id, name]) {
  /** @type {import("../vendor/signals-core.js").Signal<Paper | null>} */
  const paper = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const asking = signal(false);
  const wrong = signal(false);

  const path = `/api/cases/${id}/papers/${name}`;

  /** @param {string} [reason] why with names; without one the paper has none */
  async function draw(reason) {
    try {
      const coming = reason ? post(path, { body: { reason } }) : get(path);
      const [{ data }] = await Promise.all([coming, sheet("paper.css")]);
      paper.value = data;
      trouble.value = null;
      asking.value = false;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {SubmitEvent} event */
  function withNames(event) {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (document.getElementById("paper-why"));
    const reason = field.value.trim();
    wrong.value = reason.length < 5;
    if (wrong.value) field.focus();
    else draw(reason);
  }

  function ask() {
    asking.value = true;
    requestAnimationFrame(() => document.getElementById("paper-why")?.focus());
  }

  /** @param {Paper} drawn */
  function tools(drawn) {
    return html`
      <div class="paper-tools">
        <p class="crumbs"><a href=${link(`/cases/${id}`)}>${icon("back")}${said("paper_back")}</a></p>
        <p class="quiet small">${said(drawn.named ? "paper_named" : "paper_plain")}</p>
        <div class="actions">
          <button type="button" class="button" @click=${() => print()}>${icon("down")}${said("paper_print")}</button>
          ${drawn.can_name && !drawn.named && !asking.value ? html`<button type="button" class="second" @click=${ask}>${icon("eye")}${said("paper_names")}</button>` : ""}
        </div>
        ${asking.value ? why() : ""}
      </div>
    `;
  }

  function why() {
    return html`
      <form class="card sheet" autocomplete="off" novalidate @submit=${withNames}>
        <div class="field ${wrong.value ? "wrong" : ""}">
          <label for="paper-why">${said("export_reason")}</label>
          ${wrong.value ? html`<p class="error" id="paper-error" role="alert">${icon("alert")}${said("reason_short")}</p>` : ""}
          <input id="paper-why" type="text" maxlength="1000" autocomplete="off" spellcheck="false" aria-invalid=${String(wrong.value)} aria-describedby=${wrong.value ? "paper-error" : ""} />
        </div>
        <div class="actions">
          <button class="button">${said("paper_names")}</button>
          <button type="button" class="plain" @click=${() => (asking.value = false)}>${say("cancel")}</button>
        </div>
      </form>
    `;
  }

  draw();
  return {
    title: () => said("paper"),
    sensitive: true,
    view: () => html`
      ${trouble.value ? html`<div class="paper-tools">${failure(trouble.value, () => draw())}</div>` : ""}
      ${paper.value ? html`${tools(paper.value)} ${leaf(paper.value)}` : html`<h1 tabindex="-1">${said("paper")}</h1>${trouble.value ? "" : loading()}`}
    `,
  };
}

/** @param {Paper} drawn */
function leaf(drawn) {
  return html`
    <article class="paper">
      <header>
        <div>${drawn.head.map((line, place) => html`<p class=${place ? "" : "from"}>${text(line)}</p>`)}</div>
        ${drawn.mark ? html`<p class="mark">${text(drawn.mark)}</p>` : ""}
      </header>
      <h1 tabindex="-1">${text(drawn.title)}</h1>
      <p class="number">${said("paper_number", { number: drawn.number })}</p>
      ${drawn.parts.map(part)}
      ${drawn.signatures.length
        ? html`<div class="signatures">${drawn.signatures.map((one) => html`<div><p>${text(one.title)}</p><p class="line">${one.name}</p></div>`)}</div>`
        : ""}
      <footer>${said("paper_printed", { when: moment(drawn.printed_at), who: drawn.printed_by })}</footer>
    </article>
  `;
}

/** @param {Part} one */
function part(one) {
  return html`
    <section class=${one.warns ? "warns" : ""}>
      ${one.title ? html`<h2>${text(one.title)}</h2>` : ""}
      ${one.lines.length ? html`<dl>${one.lines.map((line) => html`<div><dt>${text(line.title)}</dt><dd>${text(line.label)}</dd></div>`)}</dl>` : ""}
      ${one.text.map((words) => html`<p>${text(words)}</p>`)}
      ${Array.from({ length: one.blank }, () => html`<p class="blank"></p>`)}
    </section>
  `;
}
