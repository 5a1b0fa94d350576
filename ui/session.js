/** Who is signed in. Kept in memory only; the cookie is the API's and no script can read it. */

import { signal } from "./vendor/signals-core.js";
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

const REMEMBERED = "language";

/** Is somebody signed in already? */
export async function recall() {
  const chosen = localStorage.getItem(REMEMBERED);
  if (chosen === "en" || chosen === "id") language.value = chosen;
  try {
    enter((await get("/api/me")).data);
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error;
  }
}

/**
 * @param {string} email
 * @param {string} password
 */
export async function signIn(email, password) {
  enter((await post("/api/session", { body: { email, password } })).data);
  lapsed.value = false;
}

/** The document is loaded anew, so that nothing of the session stays in memory. */
export async function signOut() {
  await ask("DELETE", "/api/session");
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

/** @param {Me} found */
function enter(found) {
  me.value = found;
  token.value = found.csrf;
  if (!localStorage.getItem(REMEMBERED)) language.value = found.language === "en" ? "en" : "id";
}
