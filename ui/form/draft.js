/** What somebody has typed into one form, and how its sending stands. It outlives errors, time-outs and stale pages. */

import { batch, signal } from "../vendor/signals-core.js";
import { freshKey, Problem } from "../api.js";
import { shown } from "../parts/notice.js";
import { blanks, collect } from "./answers.js";
import { questions } from "./schema.js";

/** @typedef {import("../shapes.js").Schema} Schema */
/** @typedef {import("../shapes.js").Trouble} Wrong */
/** @typedef {(string | number)[]} Path */

let drafts = 0;

export class Draft {
  id = `form-${(drafts += 1)}`;
  /** @type {import("../vendor/signals-core.js").Signal<Record<string, any>>} */
  values;
  /** @type {import("../vendor/signals-core.js").Signal<Wrong[]>} */
  wrong = signal([]);
  /** What the API said, if it said no. @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  answer = signal(null);
  busy = signal(false);
  /** Waits for the reader's "yes" to a confirm text. */
  asking = signal(false);
  touched = false;
  /** @type {Set<string>} */
  incomplete = new Set();
  key = "";
  #schema = "";

  /** @param {Schema | null} schema */
  constructor(schema) {
    this.fields = questions(schema);
    this.notes = schema?.["x-ui"]?.notes ?? [];
    this.values = signal(blanks(this.fields));
    this.#schema = JSON.stringify(schema);
  }

  /** The form may have changed under what was typed: ask the new questions, keep the old answers. @param {Schema | null} schema */
  renew(schema) {
    if (JSON.stringify(schema) === this.#schema) return;
    this.#schema = JSON.stringify(schema);
    this.fields = questions(schema);
    this.values.value = { ...blanks(this.fields), ...this.values.peek() };
  }

  /**
   * @param {Path} path
   * @param {unknown} value
   */
  put(path, value) {
    this.touched = true;
    this.key = "";
    this.values.value = placed(this.values.peek(), path, value);
  }

  /** The body, or null when something is wrong; that is then shown. */
  check() {
    const { body, troubles } = collect(this.fields, this.values.peek(), this.incomplete);
    batch(() => {
      this.wrong.value = troubles;
      this.answer.value = null;
    });
    if (troubles.length) this.#point();
    return troubles.length ? null : body;
  }

  /**
   * Send it, once however often it is tried. A "no" is kept to be shown.
   * @param {(body: Record<string, unknown>, key: string) => Promise<import("../api.js").Answer>} send
   */
  async submit(send) {
    const body = this.busy.peek() ? null : this.check();
    this.asking.value = false;
    if (!body) return null;

    this.key ||= freshKey();
    this.busy.value = true;
    try {
      return await send(body, this.key);
    } catch (error) {
      this.#hear(shown(error));
      return null;
    } finally {
      this.busy.value = false;
    }
  }

  /** @param {import("../api.js").Trouble} trouble */
  #hear(trouble) {
    if (trouble instanceof Problem && trouble.status === 401) return;
    if (trouble instanceof Problem && trouble.status < 500) this.key = "";
    batch(() => {
      this.wrong.value = trouble instanceof Problem ? trouble.errors : [];
      this.answer.value = trouble;
    });
    this.#point();
  }

  #point() {
    document.getElementById(`${this.id}-summary`)?.focus();
  }
}

/**
 * A copy with one value replaced.
 * @param {any} whole
 * @param {Path} path
 * @param {unknown} value
 * @returns {any}
 */
function placed(whole, [first, ...rest], value) {
  const copy = Array.isArray(whole) ? [...whole] : { ...whole };
  copy[first] = rest.length ? placed(copy[first], rest, value) : value;
  return copy;
}
