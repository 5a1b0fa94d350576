/** A form on the screen: what is wrong first, then the questions, then what to do. */

import { html } from "../vendor/lit-html.js";
import { NoAnswer, Problem } from "../api.js";
import { icon } from "../parts/icon.js";
import { reasons } from "../parts/refusal.js";
import { say, text } from "../words.js";
import { idOf, question } from "./question.js";

/** @typedef {import("./draft.js").Draft} Draft */

/**
 * @param {Draft} draft
 * @param {object} form
 * @param {string} form.title
 * @param {string} form.send what the button says
 * @param {string} [form.back] what the way out says
 * @param {boolean} [form.second] something else on the page comes first
 * @param {unknown} [form.lead]
 * @param {boolean} [form.closed] it may be read but not sent
 * @param {() => void} form.submit
 * @param {() => void} form.cancel
 */
export function formView(draft, { title, send, back = say("cancel"), second = false, lead, closed = false, submit, cancel }) {
  return html`
    <form
      id=${draft.id}
      class="form"
      aria-label=${title}
      autocomplete="off"
      novalidate
      @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        submit();
      }}
    >
      ${lead} ${wrong(draft)} ${answered(draft, title)} ${draft.notes.map(note)} ${draft.fields.map((field) => question(draft, field, [field.name]))}
      <div class="actions">
        <button class="button ${second ? "second" : ""}" ?disabled=${draft.busy.value || closed}>${draft.busy.value ? say("sending") : send}</button>
        <button type="button" class="plain" @click=${cancel}>${back}</button>
      </div>
    </form>
  `;
}

/** What the form says before it asks. @param {import("../shapes.js").Note} one */
function note({ rule, basis, text: said, calls, warns }) {
  return html`
    <div class="notice ${warns ? "bad" : "calm"}">
      ${warns ? icon("alert") : ""}
      <div>
        <p>${text(said)} <span class="quiet small">${[rule, basis].filter(Boolean).join(" · ")}</span></p>
        ${calls.length ? html`<p class="calls">${calls.map((call) => html`<a class="button second" href=${call.href}>${text(call.title)}</a> `)}</p>` : ""}
      </div>
    </div>
  `;
}

/** Every mistake, each a link to its field. @param {Draft} draft */
function wrong(draft) {
  if (!draft.wrong.value.length) return "";
  return html`
    <div class="notice bad" id="${draft.id}-summary" role="alert" tabindex="-1">
      ${icon("alert")}
      <div>
        <p><strong>${say("form_errors")}</strong></p>
        <ul>
          ${draft.wrong.value.map(
            ({ pointer, message }) => html`
              <li>
                <a
                  href="#${idOf(draft, pointer)}"
                  @click=${(/** @type {Event} */ event) => {
                    event.preventDefault();
                    reach(idOf(draft, pointer));
                  }}
                  >${text(message)}</a
                >
              </li>
            `,
          )}
        </ul>
      </div>
    </div>
  `;
}

/**
 * @param {Draft} draft
 * @param {string} title
 */
function answered(draft, title) {
  const answer = draft.answer.value;
  if (!answer || draft.wrong.value.length || (answer instanceof Problem && answer.status === 412)) return "";
  const refused = answer instanceof Problem && answer.refusals.length ? answer : null;
  return html`
    <div class="notice ${answer instanceof NoAnswer ? "warn" : "bad"}" id="${draft.id}-summary" role="alert" tabindex="-1">
      ${icon(refused ? "lock" : "alert")}
      <div>
        ${refused ? html`<p><strong>${say("refused", { title })}</strong></p>${reasons(refused.refusals)}` : html`<p>${text(answer.words)}</p>`}
        ${answer instanceof Problem && answer.possible.length
          ? html`<p>${say("possible_now", { what: answer.possible.map((one) => text(one.title ?? one)).join(", ") })}</p>`
          : ""}
      </div>
    </div>
  `;
}

/** Put the reader where the mistake is. @param {string} id */
function reach(id) {
  const place = document.getElementById(id);
  const input = place?.matches("input, select, textarea") ? place : place?.querySelector("input, select, textarea, button");
  if (input instanceof HTMLElement) input.focus();
  place?.scrollIntoView({ block: "center" });
}
