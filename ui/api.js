/**
 * The way to the API: JSON there and back, and errors that a page can show.
 *
 *     Trouble ─┬─ Problem   the API said no (RFC 9457), with a status and everything it told
 *              └─ NoAnswer  nothing came back: no network, or too late
 */

import { effect, signal } from "./vendor/signals-core.js";
import { WORDS } from "./words.js";

/** @typedef {import("./shapes.js").Text} Text */
/** @typedef {{ seq: number, at: string, actor: { name?: string } | null, role?: any, act: any }} Change */

const PATIENCE = 20_000;

/** The form token of the session; every unsafe request carries it. */
export const token = signal("");

/** True when the API no longer knows our session. What was typed stays; the reader signs in again. */
export const lapsed = signal(false);

/** Has the reader show again who she is, where the API asks for that; the app says how. */
export const proof = { again: async () => false };

/** Something that the reader can be told in `words`. */
export class Trouble extends Error {
  /** @param {Text} words */
  constructor(words) {
    super(words.en);
    this.words = words;
  }
}

export class NoAnswer extends Trouble {}

export class Problem extends Trouble {
  /**
   * @param {number} status
   * @param {any} told the problem details, as they came
   */
  constructor(status, told) {
    super(spoken(status, told));
    this.status = status;
    /** @type {string} */ this.code = told.code ?? "";
    /** @type {import("./shapes.js").Refusal[]} */ this.refusals = told.refusals ?? [];
    /** @type {any[]} */ this.possible = told.possible ?? [];
    /** @type {import("./shapes.js").Trouble[]} */ this.errors = told.errors ?? [];
    /** @type {Change[]} */ this.changes = told.changes ?? [];
  }
}

/**
 * @typedef {object} Sent
 * @property {unknown} [body]
 * @property {number} [seen] the version that the reader saw
 * @property {string} [key] the same key for the same act, however often it is sent
 * @property {string} [etag]
 */

/** A key for one act. (`crypto.randomUUID` is missing on a private network without TLS.) */
export function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @typedef {{ status: number, data: any, etag: string, location: string }} Answer
 * @param {string} path
 * @returns {Promise<Answer>}
 */
export function get(path, etag = "") {
  return ask("GET", path, { etag });
}

/**
 * @param {string} path
 * @param {Sent} sent
 */
export function post(path, sent = {}) {
  return ask("POST", path, sent);
}

/**
 * A file, under the name that the API gives it.
 * @param {string} path
 * @param {unknown} [body] where it has to be asked for with something
 */
export async function take(path, body) {
  const response = await admitted(body === undefined ? "GET" : "POST", path, { body });
  const [, name = "data"] = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
  return { name, content: await response.blob() };
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Sent} [sent]
 * @returns {Promise<Answer>}
 */
export async function ask(method, path, sent = {}) {
  underWay.value += 1;
  try {
    return await answered(method, path, sent);
  } finally {
    underWay.value -= 1;
  }
}

const underWay = signal(0);

/** Once nothing is asked for: what can wait must not slow down what is waited for. @returns {Promise<void>} */
export function settled() {
  return new Promise((done) => {
    const stop = effect(() => {
      if (!underWay.value) queueMicrotask(() => (stop(), done()));
    });
  });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Sent} sent
 * @returns {Promise<Answer>}
 */
async function answered(method, path, sent) {
  const response = await admitted(method, path, sent);
  return {
    status: response.status,
    data: await read(response),
    etag: response.headers.get("ETag") ?? "",
    location: response.headers.get("Location") ?? "",
  };
}

/**
 * An answer that is a yes; before what weighs, after the reader has shown again who she is.
 * @param {string} method
 * @param {string} path
 * @param {Sent} sent
 * @returns {Promise<Response>}
 */
async function admitted(method, path, sent) {
  const held = token.value;
  const response = await reach(method, path, sent);
  if (response.ok || response.status === 304) return response;

  const told = (await read(response)) ?? {};
  // A late "who are you?" to something asked before the reader came in says nothing of the session she has now.
  const ours = held && held === token.value;
  if (response.status === 401 && told.code !== "wrong_credentials" && ours) lapsed.value = true;
  if (told.code === "not_fresh" && (await proof.again())) return admitted(method, path, sent);
  throw new Problem(response.status, told);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Sent} sent
 */
async function reach(method, path, { body, seen, key, etag }) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = token.value;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (seen !== undefined) headers["If-Match"] = `"v${seen}"`;
  if (key) headers["Idempotency-Key"] = key;
  if (etag) headers["If-None-Match"] = etag;

  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new NoAnswer(words(late ? "too_slow" : "no_network"));
  }
}

/** @param {Response} response */
async function read(response) {
  const kind = response.headers.get("Content-Type") ?? "";
  if (!kind.includes("json")) return null;
  try {
    return await response.json();
  } catch {
    throw new NoAnswer(words("no_network"));
  }
}

/**
 * @param {number} status
 * @param {any} told
 * @returns {Text}
 */
function spoken(status, told) {
  if (status === 401) return words("lapsed");
  if (told.message) return told.message;
  return status < 500 && told.detail ? { id: told.detail, en: told.detail } : words("server_trouble");
}

/** @param {keyof typeof WORDS} key @returns {Text} */
function words(key) {
  return { id: WORDS[key][0], en: WORDS[key][1] };
}
