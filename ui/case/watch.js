/** Looks at a case's version from time to time: often while somebody is at the page, seldom otherwise. */

import { get, Trouble } from "../api.js";

const BUSY = 3_000;
const IDLE = 60_000;

/**
 * @param {string} path answers `{ version }` with an ETag, 304 when nothing changed
 * @param {() => number | undefined} seen the version that the page shows
 * @param {() => void} changed
 * @returns {{ stop: () => void, again: () => void }} `again`: the page has just been loaded, whatever changed before is seen
 */
export function watch(path, seen, changed) {
  const stop = new AbortController();
  let lastSign = performance.now();
  let etag = "";
  let timer = 0;

  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll", "visibilitychange"]) {
    document.addEventListener(sign, awake, { signal: stop.signal, passive: true });
  }
  stop.signal.addEventListener("abort", () => clearTimeout(timer));
  look();
  return { stop: () => stop.abort(), again: () => (etag = "") };

  function awake() {
    const slept = performance.now() - lastSign > IDLE;
    lastSign = performance.now();
    if (slept) look();
  }

  async function look() {
    clearTimeout(timer);
    try {
      const asked = etag;
      const answer = await get(path, etag);
      if (stop.signal.aborted) return;
      if (answer.status !== 304 && asked === etag) {
        etag = answer.etag;
        if (asked || (seen() !== undefined && answer.data.version !== seen())) changed();
      }
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
    }
    const present = document.visibilityState === "visible" && performance.now() - lastSign < IDLE;
    if (!stop.signal.aborted) timer = setTimeout(look, present ? BUSY : IDLE);
  }
}
