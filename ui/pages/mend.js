/** A report that was taken without a network and refused when it was sent: its writer mends it and sends it again. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { get, post, Problem } from "../api.js";
import { filled } from "../form/filled.js";
import { Draft } from "../form/draft.js";
import { formView } from "../form/view.js";
import { discard, find, send } from "../offline/waiting.js";
import { dialog } from "../parts/dialog.js";
import { tell } from "../parts/news.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { both, say } from "../words.js";

/** @typedef {import("../offline/shelf.js").Waiting} Waiting */
/** @typedef {{ one: Waiting, workflow: string, draft: Draft | null, problem: Problem }} Found */

/**
 * @param {string[]} words
 * @returns {import("../app.js").Page}
 */
export function open([id]) {
  /** @type {import("../vendor/signals-core.js").Signal<Found | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const gone = signal(false);
  const asking = signal(false);

  async function load() {
    try {
      trouble.value = null;
      const one = await find(id);
      const answer = one && (await send(one)); // the no is heard once more: it is kept nowhere but at the office
      if (!one || !answer) gone.value = true;
      else if (answer instanceof Problem) found.value = await opened(one, answer);
      else toCase(answer);
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {Found} what */
  async function sendAgain({ one, workflow, draft }) {
    const answer = await draft?.submit((form, key) => post("/api/cases", { body: { workflow, form }, key }));
    if (!answer) return;
    await discard(one);
    tell(both("opened", () => ({})));
    toCase(answer);
  }

  /** @param {Waiting} one */
  async function drop(one) {
    await discard(one);
    go(link("/"), { replace: true });
  }

  load();
  return {
    title: () => say("to_mend"),
    sensitive: true,
    refresh: () => (found.value ? undefined : load()),
    view: () => html`
      <h1 tabindex="-1">${say("to_mend")}</h1>
      ${trouble.value && failure(trouble.value, load)} ${gone.value ? empty(say("nothing_waits"), say("no_page_text")) : ""}
      ${found.value ? sheet(found.value, sendAgain, () => (asking.value = true)) : trouble.value || gone.value ? "" : loading()}
      ${asking.value && found.value ? sure(found.value.one, drop, () => (asking.value = false)) : ""}
    `,
  };
}

/** @param {import("../api.js").Answer} answer */
function toCase(answer) {
  go(link(answer.data.case ? `/cases/${answer.data.case.id}` : "/cases"), { replace: true });
}

/**
 * What she wrote, with what is wrong beside it. Nothing where the office cannot open it either.
 * @param {Waiting} one
 * @param {Problem} problem
 * @returns {Promise<Found>}
 */
async function opened(one, problem) {
  try {
    const { data } = await post("/api/envelopes/draft", { body: { sealed: one.sealed } });
    const { data: opening } = await get(`/api/workflows/${data.workflow}/opening`);
    const draft = new Draft(opening.schema);
    draft.values.value = { ...draft.values.peek(), ...filled(draft.fields, data.form) };
    draft.wrong.value = problem.errors;
    draft.answer.value = problem;
    return { one, workflow: data.workflow, draft, problem };
  } catch (error) {
    if (error instanceof Problem && error.status === 422) return { one, workflow: "", draft: null, problem };
    throw error;
  }
}

/**
 * @param {Found} found
 * @param {(found: Found) => void} submit
 * @param {() => void} drop
 */
function sheet(found, submit, drop) {
  const discarding = html`<button type="button" class="plain" @click=${drop}>${say("discard")}</button>`;
  if (!found.draft) return html`${failure(found.problem)}<p>${discarding}</p>`;
  return html`
    <div class="card sheet">
      ${formView(found.draft, {
        title: say("to_mend"),
        send: say("open_send"),
        lead: html`<p class="notice calm">${say("mend_text")}</p>`,
        submit: () => submit(found),
        cancel: () => history.back(),
      })}
      ${discarding}
    </div>
  `;
}

/**
 * @param {Waiting} one
 * @param {(one: Waiting) => void} drop
 * @param {() => void} close
 */
function sure(one, drop, close) {
  return dialog({
    title: say("discard"),
    body: html`<p>${say("discard_sure")}</p>`,
    close,
    actions: html`
      <button type="button" class="button" @click=${() => drop(one)}>${say("discard")}</button>
      <button type="button" class="plain" @click=${close}>${say("cancel")}</button>
    `,
  });
}
