/** Who is signed in. Kept in memory only; the cookie is the API's and no script can read it. */

import { batch, signal } from "./vendor/signals-core.js";
import { ask, get, lapsed, post, Problem, token } from "./api.js";
import { shown } from "./parts/notice.js";
import { setClock } from "./time.js";
import { language } from "./words.js";

/** @typedef {import("./shapes.js").Me} Me */
/** @typedef {import("./shapes.js").Status} Status */

/** @type {import("./vendor/signals-core.js").Signal<Me | null>} */
export const me = signal(null);

/** @type {import("./vendor/signals-core.js").Signal<Status | null>} */
export const status = signal(null);

/** The other tabs hear of a touch, of a lock, and of somebody who came in again. */
export const tabs = new BroadcastChannel("presence");

const REMEMBERED = "language";

/** Is somebody signed in already? */
export async function recall() {
  const chosen = localStorage.getItem(REMEMBERED);
  if (chosen === "en" || chosen === "id") language.value = chosen;
  try {
    open((await get("/api/me")).data);
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error;
  }
}

/** @param {{ email: string, password: string, code?: string }} shown */
export async function signIn(shown) {
  open((await post("/api/session", { body: shown })).data);
}

/** Nobody has been here for a while: the session ends at once, on this screen and at the API. */
export function lock() {
  lapsed.value = true;
  ask("DELETE", "/api/session").catch(() => {}); // without a network it ends there by itself
}

/** The document is loaded anew, so that nothing of the session stays in memory. */
export async function signOut() {
  await ask("DELETE", "/api/session");
  tabs.postMessage("locked");
  location.replace("/app");
}

/** What waits for me, and how time and the workers stand. */
export async function refresh() {
  const [mine, system] = await Promise.all([get("/api/me"), get("/api/status")]);
  enter(mine.data);
  status.value = system.data;
  setClock(system.data.now);
}

/** From now on in this language, notices by e-mail too. @param {"id" | "en"} chosen */
export function speak(chosen) {
  language.value = chosen;
  localStorage.setItem(REMEMBERED, chosen);
  if (me.peek()) ask("PATCH", "/api/me", { body: { language: chosen } }).catch(shown);
}

/** The door opens; what a poll brings never opens it. @param {Me} found */
function open(found) {
  batch(() => {
    enter(found);
    lapsed.value = false;
  });
}

/** @param {Me} found */
function enter(found) {
  me.value = found;
  token.value = found.csrf;
  if (!localStorage.getItem(REMEMBERED)) language.value = found.language === "en" ? "en" : "id";
}
