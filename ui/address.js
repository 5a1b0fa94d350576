/** Where the reader is. Filters live in the address; nothing secret ever does. */

import { signal } from "./vendor/signals-core.js";

/** @typedef {{ path: string, query: URLSearchParams }} Address */

/** @type {import("./vendor/signals-core.js").Signal<Address>} */
export const here = signal(read());

/** The place on the page, as "#r5". A link to it must not open the page anew. */
export const spot = signal(location.hash);

/**
 * Go to an address of the app without loading the document again.
 * @param {string} href
 * @param {{ replace?: boolean }} [how]
 */
export function go(href, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", href);
  spot.value = location.hash;
  here.value = read();
}

/**
 * An address of the app with those parameters that have a value.
 * @param {string} path
 * @param {Record<string, string | null | undefined>} [query]
 */
export function link(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value);
  const search = new URLSearchParams(/** @type {[string, string][]} */ (kept)).toString();
  return `/app${path}${search && `?${search}`}`;
}

/** The page of the app that shows what an address of the API answers. @param {string} href */
export function pageOf(href) {
  return href.replace(/^\/api\//, "/app/");
}

/** Follow links inside the app by hand, and the browser's own back and forward. */
export function listen() {
  addEventListener("popstate", () => {
    const { path, query } = read();
    const same = path === here.peek().path && query.toString() === here.peek().query.toString();
    spot.value = location.hash;
    if (!same) here.value = { path, query };
  });
  document.addEventListener("click", (event) => {
    const anchor = event.target instanceof Element ? event.target.closest("a") : null;
    if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (anchor.target || anchor.origin !== location.origin || !/^\/app(\/|$)/.test(anchor.pathname)) return;
    if (anchor.pathname === location.pathname && anchor.hash) return;

    event.preventDefault();
    go(anchor.href);
  });
}

/** @returns {Address} */
function read() {
  return {
    path: location.pathname.replace(/^\/app/, "").replace(/\/$/, "") || "/",
    query: new URLSearchParams(location.search),
  };
}
