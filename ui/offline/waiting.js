/** Reports that were taken without a network: how many wait, and their way to the office once there is one. */

import { html } from "../vendor/lit-html.js";
import { computed, effect, signal, untracked } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { get, lapsed, NoAnswer, post, Problem } from "../api.js";
import { wayOut } from "../parts/exit.js";
import { icon } from "../parts/icon.js";
import { tell } from "../parts/news.js";
import { me } from "../session.js";
import { now } from "../time.js";
import { both, say } from "../words.js";
import { canSeal, seal } from "./seal.js";
import { keepKit, kit, put, remove, waiting } from "./shelf.js";

/** @typedef {import("./shelf.js").Waiting} Waiting */

const AGAIN = 60_000;
const WORKER = "/app/worker.js";
const SENT = "/api/envelopes";

/** `null` until they were counted. @type {import("../vendor/signals-core.js").Signal<Waiting[] | null>} */
const counted = signal(null);
const items = computed(() => counted.value ?? []);
/** What one window keeps or sends, the others count again. */
const windows = new BroadcastChannel("menunggu");
const inside = computed(() => (lapsed.value ? undefined : me.value?.id));
let sending = false;
/** @type {() => void} */
let sent = () => {};

/**
 * Once, as soon as the app stands: from now on the count is true and whatever waits goes out.
 * @param {() => void} told after something was sent: what is on the screen may be out of date
 */
export function begin(told) {
  sent = told;
  effect(() => {
    wayOut.value = counted.value?.length === 0 ? "/keluar" : "/kalender";
  });
  effect(() => {
    if (inside.value) untracked(() => provide().then(deliver, ignoreNoNetwork));
  });
  addEventListener("online", () => deliver());
  windows.addEventListener("message", count);
  setInterval(deliver, AGAIN);
  return count();
}

async function count() {
  counted.value = await waiting();
}

/** After this window has changed what waits. */
function recount() {
  windows.postMessage(null);
  return count();
}

/** What it takes to open the app and write a report without a network is fetched while there is one. */
async function provide() {
  if (!canSeal() || !me.peek()?.can.open.length) return;

  const known = await kit();
  const mine = known && known.by === me.peek()?.id ? known : null;
  const { status, data, etag } = await get("/api/envelope", mine?.etag);
  const ahead = now() - Date.now();
  await keepKit(status === 304 && mine ? { ...mine, ahead } : { ...data, etag, ahead });
  await navigator.serviceWorker?.register(trusted(WORKER), { scope: "/app" });
}

/**
 * The one address that this app ever runs a worker from.
 * @param {string} address
 * @returns {string}
 */
function trusted(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  const createScriptURL = (/** @type {string} */ asked) => {
    if (asked !== WORKER) throw new TypeError(asked);
    return asked;
  };
  policy ??= trustedTypes?.createPolicy("omah", { createScriptURL });
  return policy ? policy.createScriptURL(address) : address;
}

/** @type {any} */
let policy;

/**
 * Seal a report and put it with those that wait. In clear it is written nowhere.
 * @param {string} workflow
 * @param {Record<string, unknown>} form
 * @param {string} id the key of its sending
 */
export async function keep(workflow, form, id) {
  const tools = await kit();
  if (!tools) throw new NoAnswer(both("no_network", () => ({})));

  const at = new Date(Date.now() + tools.ahead).toISOString();
  const sealed = await seal(tools.key, { workflow, form, by: tools.by, at, key: id });
  await put({ id, by: tools.by, sealed, refused: false });
  await recount();
}

/** Send what is this person's and was not refused. Whatever fails for want of a network waits on. */
async function deliver() {
  if (sending || !inside.peek()) return;
  sending = true;
  try {
    await count();
    for (const one of items.peek()) if (one.by === inside.peek() && !one.refused) await send(one);
  } catch (error) {
    ignoreNoNetwork(error);
  } finally {
    sending = false;
  }
}

/**
 * Raises what the API says; a "no" to the report itself is kept with it, so that its writer can mend it.
 * @param {Waiting} one
 * @returns {Promise<import("../api.js").Answer | Problem>}
 */
export async function send(one) {
  try {
    const answer = await post(SENT, { body: { sealed: one.sealed }, key: one.id });
    await discard(one);
    tell(both("sent_waiting", () => ({})));
    sent();
    return answer;
  } catch (error) {
    if (!(error instanceof Problem) || !isNo(error)) throw error;
    await put({ ...one, refused: true });
    await recount();
    return error;
  }
}

/** Not a matter of the network, the session or the moment. @param {Problem} problem */
function isNo({ status }) {
  return status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
}

/** @param {Waiting} one */
export async function discard(one) {
  await remove(one.id);
  await recount();
}

/** @param {string} id */
export async function find(id) {
  return (await waiting()).find((one) => one.id === id && one.by === me.peek()?.id);
}

/** @param {unknown} error */
function ignoreNoNetwork(error) {
  if (!(error instanceof NoAnswer || error instanceof Problem)) throw error;
}

/** That reports wait, and how many; never what is in them. */
export function view() {
  const who = inside.value;
  const [mine, others] = [items.value.filter((one) => one.by === who), items.value.filter((one) => one.by !== who)];
  const refused = mine.filter((one) => one.refused);
  const n = who ? mine.length - refused.length : others.length;
  if (!items.value.length) return "";
  return html`
    <aside class="outbox" aria-label=${say("waiting_reports")}>
      ${n ? html`<p>${icon("hourglass")}${say("n_waiting", { n })}</p>` : ""}
      ${refused.map((one) => html`<p>${icon("alert")}<a href=${link(`/waiting/${one.id}`)}>${say("to_mend")}</a></p>`)}
      ${who && others.length ? html`<p>${icon("lock")}${say("others_waiting", { n: others.length })}</p>` : ""}
    </aside>
  `;
}
