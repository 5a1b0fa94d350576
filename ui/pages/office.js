/** A register of the office: its lines, and what may be done with them. All of it is told by the API, forms included. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { ask, get } from "../api.js";
import { Draft } from "../form/draft.js";
import { formView } from "../form/view.js";
import { dialog } from "../parts/dialog.js";
import { line, links } from "../parts/line.js";
import { tell } from "../parts/news.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { both, say, text } from "../words.js";

/** @typedef {import("../shapes.js").Register} Register */
/** @typedef {import("../shapes.js").Act} Act */
/** @typedef {{ act: Act, draft: Draft, at: string }} Filling */
/** @typedef {{ once: string, message: import("../shapes.js").Text }} Once */

/**
 * @param {string[]} words
 * @param {URLSearchParams} query
 * @returns {import("../app.js").Page}
 */
export function open([name], query) {
  /** @type {import("../vendor/signals-core.js").Signal<Register | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  /** The form that is open, and the line it belongs to. @type {import("../vendor/signals-core.js").Signal<Filling | null>} */
  const filling = signal(null);
  /** Waits for a "yes". @type {import("../vendor/signals-core.js").Signal<Act | null>} */
  const asking = signal(null);
  /** What is told this once. @type {import("../vendor/signals-core.js").Signal<Once | null>} */
  const once = signal(null);
  /** @type {Draft | null} */
  let choosing = null;
  /** An act is under way: a second click on it, or on another, is one of the same impatience. */
  let busy = false;

  async function load() {
    try {
      const { data } = await get(`/api/office/${name}${query.size ? `?${query}` : ""}`);
      choosing ??= data.choose && filled(data.choose.schema, data.choose.values);
      found.value = data;
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /**
   * @param {Act} act
   * @param {string} at
   */
  function begin(act, at) {
    const schema = act.form && found.peek()?.forms[act.form];
    if (schema) {
      filling.value = { act, at, draft: filled(schema, act.values) };
      requestAnimationFrame(() => first(document.getElementById(/** @type {Filling} */ (filling.peek()).draft.id)));
    } else if (act.confirm) asking.value = act;
    else send(act, act.values);
  }

  /**
   * @param {Act} act
   * @param {Record<string, unknown>} body
   */
  async function send(act, body) {
    asking.value = null;
    if (busy) return;
    busy = true;
    try {
      await finish(await ask(act.method, act.href, act.method === "DELETE" ? {} : { body }));
    } catch (error) {
      trouble.value = shown(error);
    } finally {
      busy = false;
    }
  }

  /** @param {Filling} open */
  async function submit({ act, draft }) {
    const answer = await draft.submit((body, key) => ask(act.method, act.href, { body, key }));
    if (answer) await finish(answer);
  }

  /** @param {import("../api.js").Answer} answer */
  async function finish({ data }) {
    filling.value = null;
    if (data?.once) once.value = data;
    else tell(data?.message ?? both("opened", () => ({})));
    await load();
  }

  /** @param {Act[]} acts @param {string} at */
  function offers(acts, at) {
    const open = filling.value?.at === at ? filling.value : null;
    return html`
      ${acts.length
        ? html`<div class="actions">
            ${acts.map(
              (act) => html`<button type="button" class=${weight(act)} aria-expanded=${act.form ? String(open?.act === act) : "false"} @click=${() => begin(act, at)}>
                ${text(act.title)}
              </button>`,
            )}
          </div>`
        : ""}
      ${open
        ? html`<div class="card sheet">
            ${formView(open.draft, {
              title: text(open.act.title),
              send: text(open.act.title),
              submit: () => submit(open),
              cancel: () => (filling.value = null),
            })}
          </div>`
        : ""}
    `;
  }

  /** @param {Register} register */
  function view(register) {
    return html`
      ${register.lead ? html`<p class="quiet">${text(register.lead)}</p>` : ""} ${links(register.links)}
      ${choosing ? chooser(choosing, name) : ""} ${offers(register.actions, "")}
      ${register.items.length
        ? html`<ul class="cards lines">
            ${register.items.map((item) => html`<li class="card">${line(item)} ${offers(item.actions, item.id)}</li>`)}
          </ul>`
        : empty(text(register.empty), begun(register))}
    `;
  }

  load();
  return {
    title: () => (found.value ? text(found.value.title) : say("office")),
    refresh: load,
    view: () => html`
      <h1 tabindex="-1">${found.value ? text(found.value.title) : say("office")}</h1>
      ${trouble.value && failure(trouble.value, load)} ${found.value ? view(found.value) : trouble.value ? "" : loading()}
      ${asking.value ? sure(asking.value, (act) => send(act, act.values), () => (asking.value = null)) : ""}
      ${once.value ? toCopy(once.value, () => (once.value = null)) : ""}
    `,
  };
}

/** How the first line comes into an empty register: by the act that stands above. @param {Register} register */
function begun({ actions }) {
  const first = actions.find((act) => act.main);
  return first ? say("begin_above", { title: text(first.title) }) : "";
}

/** What takes something away is a word, not a box; nobody hits it in passing. @param {Act} act */
function weight(act) {
  if (act.main) return "button";
  return act.confirm ? "plain" : "button second";
}

/**
 * @param {Draft} draft
 * @param {string} name
 */
function chooser(draft, name) {
  return formView(draft, {
    title: say("filters"),
    send: say("filters"),
    back: say("clear_filters"),
    second: true,
    submit: () => {
      const body = draft.check();
      if (body) go(link(`/office/${name}`, /** @type {Record<string, string>} */ (body)));
    },
    cancel: () => go(link(`/office/${name}`)),
  });
}

/**
 * @param {Act} act
 * @param {(act: Act) => void} yes
 * @param {() => void} no
 */
function sure(act, yes, no) {
  return dialog({
    title: text(act.title),
    body: html`<p>${text(act.confirm)}</p>`,
    close: no,
    actions: html`
      <button type="button" class="button" @click=${() => yes(act)}>${say("yes_continue")}</button>
      <button type="button" class="plain" @click=${no}>${say("cancel")}</button>
    `,
  });
}

/**
 * Stays until it has been copied: it cannot be asked for again.
 * @param {Once} told
 * @param {() => void} close
 */
function toCopy(told, close) {
  return dialog({
    title: text(told.message),
    body: html`<p><code>${told.once}</code></p>`,
    close,
    actions: html`<button type="button" class="button" @click=${close}>${say("copied")}</button>`,
  });
}

/**
 * A sheet that begins with what is known.
 * @param {import("../shapes.js").Schema} schema
 * @param {Record<string, unknown>} values
 */
function filled(schema, values) {
  const draft = new Draft(schema);
  draft.values.value = { ...draft.values.peek(), ...values };
  return draft;
}

/** @param {Element | null | undefined} form */
function first(form) {
  const input = form?.querySelector("input, select, textarea");
  if (input instanceof HTMLElement) input.focus();
}
