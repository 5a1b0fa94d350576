/** Opening a case: the form that its workflow asks for. Without a network it is kept, sealed, until there is one. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { get, NoAnswer, post } from "../api.js";
import { Draft } from "../form/draft.js";
import { formView } from "../form/view.js";
import { kit } from "../offline/shelf.js";
import { keep } from "../offline/waiting.js";
import { tell } from "../parts/news.js";
import { failure, loading, shown } from "../parts/notice.js";
import { reasons } from "../parts/refusal.js";
import { me } from "../session.js";
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
      const opening = me.peek() ? await asked(name) : await known(name);
      found.value ??= { opening, draft: new Draft(opening.schema) };
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {Draft} draft */
  async function send(draft) {
    const answer = await draft.submit((form, key) => sent(name, form, key));
    if (!answer) return;

    tell(both(answer === KEPT ? "kept_sealed" : "opened", () => ({})));
    if (answer === KEPT) go(link("/"), { replace: true });
    else go(link(answer.data.case ? `/cases/${answer.data.case.id}` : "/cases"), { replace: true });
  }

  load();
  return {
    title: () => say("open_title"),
    sensitive: true,
    alone: true,
    view: () => html`
      <h1 tabindex="-1">${found.value ? say("open_new", { title: text(found.value.opening.title) }) : say("open_title")}</h1>
      ${trouble.value ? failure(trouble.value, load) : found.value ? form(found.value, send) : loading()}
    `,
  };
}

/** What stands for an answer where there was none, and the report is safe all the same. @type {import("../api.js").Answer} */
const KEPT = { status: 0, data: {}, etag: "", location: "" };

/**
 * @param {string} name
 * @param {Record<string, unknown>} form
 * @param {string} key
 */
async function sent(name, form, key) {
  try {
    if (me.peek()) return await post("/api/cases", { body: { workflow: name, form }, key });
  } catch (error) {
    if (!(error instanceof NoAnswer && (await kit()))) throw error;
  }
  await keep(name, form, key);
  return KEPT;
}

/** @param {string} name @returns {Promise<Opening>} */
async function asked(name) {
  try {
    return (await get(`/api/workflows/${name}/opening`)).data;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return known(name);
  }
}

/** The form as it was when there was a network. @param {string} name @returns {Promise<Opening>} */
async function known(name) {
  const form = (await kit())?.forms.find((one) => one.name === name);
  if (!form) throw new NoAnswer(both("no_network", () => ({})));
  return { ...form, target: null, onward: true, allowed: true, refusals: [], confirm: null, four_eyes: false, href: "" };
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
