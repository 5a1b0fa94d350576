/** Opening a case: the form that its workflow asks for. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { get, post } from "../api.js";
import { Draft } from "../form/draft.js";
import { formView } from "../form/view.js";
import { tell } from "../parts/news.js";
import { failure, loading, shown } from "../parts/notice.js";
import { reasons } from "../parts/refusal.js";
import { both, say, text } from "../words.js";

/** @typedef {import("../shapes.js").Step & { lead?: import("../shapes.js").Text | null }} Opening */

/**
 * @param {string[]} words
 * @returns {import("../app.js").Page}
 */
export function open([name]) {
  /** @type {import("../vendor/signals-core.js").Signal<{ opening: Opening, draft: Draft } | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);

  async function load() {
    try {
      const { data } = await get(`/api/workflows/${name}/opening`);
      found.value = { opening: data, draft: new Draft(data.schema) };
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {Draft} draft */
  async function send(draft) {
    const answer = await draft.submit((form, key) => post("/api/cases", { body: { workflow: name, form }, key }));
    if (!answer) return;

    tell(both("opened", () => ({})));
    go(link(answer.data.case ? `/cases/${answer.data.case.id}` : "/cases"), { replace: true });
  }

  load();
  return {
    title: () => say("open_title"),
    sensitive: true,
    view: () => html`
      <h1 tabindex="-1">${found.value ? say("open_new", { title: text(found.value.opening.title) }) : say("open_title")}</h1>
      ${trouble.value ? failure(trouble.value, load) : found.value ? form(found.value, send) : loading()}
    `,
  };
}

/**
 * @param {{ opening: Opening, draft: Draft }} found
 * @param {(draft: Draft) => void} send
 */
function form({ opening, draft }, send) {
  if (!opening.allowed) return reasons(opening.refusals ?? []);
  return html`
    <div class="card sheet">
      ${formView(draft, {
        title: text(opening.title),
        send: say("open_send"),
        lead: opening.lead ? html`<p class="notice calm">${text(opening.lead)}</p>` : "",
        submit: () => send(draft),
        cancel: () => history.back(),
      })}
    </div>
  `;
}
