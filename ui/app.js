/** The staff app: the frame around a page, and which page an address means. */

import { html, render } from "./vendor/lit-html.js";
import { computed, effect, signal, untracked } from "./vendor/signals-core.js";
import { here, link, listen } from "./address.js";
import { lapsed, NoAnswer, proof, settled, Trouble } from "./api.js";
import { warning, watchOver } from "./lock.js";
import { settle } from "./parts/dialog.js";
import { listenForShift, quickExit } from "./parts/exit.js";
import { icon } from "./parts/icon.js";
import { news } from "./parts/news.js";
import { failure, loading, shown } from "./parts/notice.js";
import { me, recall, speak } from "./session.js";
import { both, language, say, text } from "./words.js";

/**
 * @typedef {object} Page
 * @property {() => string} title
 * @property {() => unknown} view
 * @property {boolean} [sensitive] shows something of a case: gets the quick exit
 * @property {boolean} [alone] can be used before anybody has signed in, where there is no network
 * @property {() => void} [refresh] asked for when a session that had ended goes on
 * @property {() => void} [close]
 */

/** @type {[RegExp, () => Promise<{ open: (words: string[], query: URLSearchParams) => Page }>][]} */
const PAGES = [
  [/^\/$/, () => import("./pages/home.js")],
  [/^\/cases$/, () => import("./pages/cases.js")],
  [/^\/cases\/([\w-]+)$/, () => import("./pages/case.js")],
  [/^\/cases\/([\w-]+)\/at$/, () => import("./pages/then.js")],
  [/^\/papers\/([\w-]+)\/([\w-]+)$/, () => import("./pages/paper.js")],
  [/^\/open\/([\w-]+)$/, () => import("./pages/opening.js")],
  [/^\/history$/, () => import("./pages/history.js")],
  [/^\/search$/, () => import("./pages/search.js")],
  [/^\/figures$/, () => import("./pages/figures.js")],
  [/^\/process(?:\/(what-if|proof))?$/, () => import("./pages/process.js")],
  [/^\/rules$/, () => import("./pages/rules.js")],
  [/^\/notices$/, () => import("./pages/notices.js")],
  [/^\/approvals$/, () => import("./pages/approvals.js")],
  [/^\/inbox$/, () => import("./pages/inbox.js")],
  [/^\/office\/([\w./-]+)$/, () => import("./pages/office.js")],
  [/^\/exports$/, () => import("./pages/exports.js")],
  [/^\/releases$/, () => import("./pages/releases.js")],
  [/^\/profile$/, () => import("./pages/profile.js")],
  [/^\/waiting\/(\w+)$/, () => import("./pages/mend.js")],
];

/** Where whoever still owes a second factor stays, whatever the address says. */
const PROFILE = "/profile";

/** @type {Page} */
const NOWHERE = {
  title: () => say("no_page"),
  view: () => html`
    <h1>${say("no_page")}</h1>
    <p>${say("no_page_text")}</p>
    <p><a class="button" href=${link("/")}>${say("to_home")}</a></p>
  `,
};

/** @type {import("./vendor/signals-core.js").Signal<Page | null>} */
const page = signal(null);
/** @type {import("./vendor/signals-core.js").Signal<Trouble | null>} */
const trouble = signal(null);
/** The door, once it is known whether it is needed; it has to be here before a session ends. @type {import("./vendor/signals-core.js").Signal<{ view: () => unknown } | null>} */
const door = signal(null);
/** What can be done without a network before anybody could sign in. @type {import("./vendor/signals-core.js").Signal<{ by?: string, view: () => unknown } | null>} */
const away = signal(null);
/** What waits to be sent; it comes after the first view. @type {import("./vendor/signals-core.js").Signal<{ view: () => unknown } | null>} */
const waiting = signal(null);
/** What single keys do; it comes after the first view. @type {import("./vendor/signals-core.js").Signal<{ help: () => unknown } | null>} */
const keys = signal(null);
const person = computed(() => me.value?.id);
/** The address whose page was opened before it was known who is here. @type {import("./address.js").Address | null} */
let early = null;
/** For whom the page was opened. @type {string | undefined} */
let reader;
/** It is known that nobody is signed in. */
let empty = false;

proof.again = async () => (await import("./parts/proof.js")).again();
listen();
listenForShift(() => Boolean(page.peek()?.sensitive && (me.peek() || away.peek())));
watchOver();
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // never an old view out of the cache
effect(draw);
effect(follow);
effect(goOn);
start();

/** Who is here is asked while the page that the address means asks for what it shows: on a slow line that is a journey. */
async function start() {
  try {
    await recall();
    if (!me.peek()) nobody();
    away.value = null;
    door.value = (await import("./pages/sign-in.js")).signInPage();
  } catch (error) {
    await stayAway(missing(error) ?? shown(error));
  }
  await settled();
  await Promise.all([outbox(), shortcuts()]);
}

/** Nobody can say who is here. @param {Trouble} problem */
async function stayAway(problem) {
  try {
    if (problem instanceof NoAnswer) away.value = await (await import("./pages/away.js")).awayPage(start);
    else trouble.value = problem;
    reader ??= away.value?.by; // what is typed now is for nobody else
  } catch {
    trouble.value = problem; // not even that page is on this device
  }
}

/** Reports that were taken without a network. Without the module, or a place to keep them, the app goes on as it is. */
async function outbox() {
  if (waiting.peek()) return;
  try {
    const part = await import("./offline/waiting.js");
    await part.begin(() => page.peek()?.refresh?.());
    waiting.value = part;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  }
}

/** Without the module the app goes on as it is. */
async function shortcuts() {
  if (keys.peek()) return;
  try {
    const part = await import("./parts/keys.js");
    part.listen();
    keys.value = part;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

addEventListener("online", () => {
  if (away.peek() && !me.peek() && !page.peek()?.alone) start();
});

/** A module that did not arrive is a TypeError. @param {unknown} error */
function missing(error) {
  return error instanceof TypeError ? new NoAnswer(both("no_network", () => ({}))) : null;
}

function nobody() {
  empty = true;
  early = null;
  page.peek()?.close?.();
  page.value = null;
}

/** Open the page that the address means, whenever the address or the person changes. */
function follow() {
  const address = here.value;
  const who = person.value;
  if (!who && empty) return;

  const owing = untracked(() => me.value?.second_factor_owed);
  const open = who && early === address && !owing;
  early = who ? null : address;
  if (reader && reader !== who) page.value = null; // what one had before her is not for the next
  reader = who;
  if (!open) turnTo(owing ? { ...address, path: PROFILE } : address);
}

/** @param {import("./address.js").Address} address */
function turnTo({ path, query }) {
  const asked = here.peek();
  const [pattern, load] = PAGES.find(([one]) => one.test(path)) ?? [null, null];
  untracked(() => page.peek()?.close?.());
  if (!pattern) {
    page.value = NOWHERE;
    return;
  }
  load().then(
    ({ open }) => {
      if (here.peek().path !== asked.path || here.peek().query !== asked.query) return;
      page.value = untracked(() => open(path.match(pattern)?.slice(1) ?? [], query));
      arrive();
    },
    (error) => (trouble.value = missing(error) ?? shown(error)),
  );
}

/** The same person is back after the session had ended: what failed meanwhile is fetched anew. */
function goOn() {
  if (!lapsed.value) untracked(() => page.peek()?.refresh?.());
}

/** Say where one has come, to eyes and to screen readers. */
function arrive() {
  scrollTo(0, 0);
  const heading = document.querySelector("main h1");
  if (heading instanceof HTMLElement && document.activeElement !== document.body) heading.focus();
}

function draw() {
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  const inside = me.value && !lapsed.value ? page.value : null;

  document.documentElement.lang = language.value;
  document.title = `${inside ? inside.title() : say("sign_in")} · ${say("app")}`;
  render(frame(inside), root);
  settle();
}

/** @param {Page | null} inside */
function frame(inside) {
  if (trouble.value) return html`<main id="main" class="door">${failure(trouble.value, () => location.reload())}</main>`;
  if (!me.value && away.value) return outside(away.value);
  if (!me.value || lapsed.value) return html`<main id="main" class="door">${door.value ? door.value.view() : loading()}</main>${news()}`;
  return html`
    ${header(inside)} ${waiting.value?.view() ?? ""}
    <main id="main" tabindex="-1">${inside ? inside.view() : loading()}</main>
    ${keys.value?.help() ?? ""} ${warning()} ${news()}
  `;
}

/** @param {{ view: () => unknown }} nobody */
function outside(nobody) {
  const alone = page.value?.alone ? page.value : null;
  return html`
    <header class="top">
      ${quickExit()}
      <a class="brand" href=${link("/")}>${say("app")}</a>
    </header>
    ${waiting.value?.view() ?? ""}
    <main id="main" tabindex="-1">${(alone ?? nobody).view()}</main>
    ${news()}
  `;
}

/** The way out comes first in the document. @param {Page | null} inside */
function header(inside) {
  const mine = /** @type {import("./shapes.js").Me} */ (me.value);
  return html`
    <header class="top">
      ${inside?.sensitive ? quickExit() : ""}
      <a class="skip" href="#main">${say("skip")}</a>
      <a class="brand" href=${link("/")}><img src=${new URL("icon.svg", import.meta.url).pathname} alt="" width="28" height="28" />${say("app")}</a>
      <nav class="menu" aria-label=${say("main_menu")}>
        ${entry("/", "home", say("home"))} ${mine.can.cases ? entry("/cases", "list", say("cases")) : ""}
        ${mine.can.history ? entry("/history", "shield", say("audit")) : ""}
        ${mine.can.figures ? entry("/figures", "chart", say("figures")) : ""}
        ${mine.can.history ? entry(mine.can.process ? "/process" : "/process/proof", "path", say("process")) : ""}
        ${mine.demo ? entry("/inbox", "mail", say("inbox_short")) : ""}
        ${entry("/profile", "person", say("profile"))}
      </nav>
      <div class="who">
        <span><strong>${mine.name}</strong><span class="quiet">${text(mine.role.title)}</span></span>
        <button
          type="button"
          class="plain"
          lang=${language.value === "id" ? "en" : "id"}
          @click=${() => speak(language.value === "id" ? "en" : "id")}
        >
          ${say("other_language")}
        </button>
      </div>
    </header>
  `;
}

/**
 * @param {string} path
 * @param {Parameters<typeof icon>[0]} picture
 * @param {string} words
 */
function entry(path, picture, words) {
  const at = here.value.path;
  const current = path === "/" ? at === "/" : at.startsWith(path);
  return html`<a href=${link(path)} aria-current=${current ? "page" : "false"}>${icon(picture)}<span>${words}</span></a>`;
}
