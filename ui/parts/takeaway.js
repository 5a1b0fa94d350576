/** Taking something away as a file: asked why, recorded under one's name, then saved where the browser saves. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { Problem, take } from "../api.js";
import { said } from "../later.js";
import { say } from "../words.js";
import { dialog } from "./dialog.js";
import { icon } from "./icon.js";
import { failure, shown } from "./notice.js";

export class Takeaway {
  #asking = signal(false);
  #busy = signal(false);
  #wrong = signal(false);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #path;

  /** @param {() => string} path of the API, with the filters of what is shown */
  constructor(path) {
    this.#path = path;
  }

  begin = () => (this.#asking.value = true);

  over() {
    if (!this.#asking.value) return "";
    const trouble = this.#trouble.value;
    const wrong = this.#wrong.value;
    return dialog({
      title: said("export_title"),
      close: this.#close,
      body: html`
        <p>${said("export_text")}</p>
        ${trouble ? failure(trouble) : ""}
        ${trouble instanceof Problem && trouble.code === "second_person_needed"
          ? html`<p><a href=${asking(this.#path())}>${said("export_ask")}</a></p>`
          : ""}
        <div class="field ${wrong ? "wrong" : ""}">
          <label for="take-why">${said("export_reason")}</label>
          ${wrong ? html`<p class="error" id="take-error" role="alert">${icon("alert")}${said("reason_short")}</p>` : ""}
          <input id="take-why" type="text" maxlength="1000" autocomplete="off" spellcheck="false" aria-invalid=${String(wrong)} />
        </div>
      `,
      actions: html`
        <button type="button" class="button" ?disabled=${this.#busy.value} @click=${this.#take}>${say("export")}</button>
        <button type="button" class="plain" @click=${this.#close}>${say("cancel")}</button>
      `,
    });
  }

  #close = () => {
    this.#asking.value = false;
    this.#wrong.value = false;
    this.#trouble.value = null;
  };

  #take = async () => {
    const field = /** @type {HTMLInputElement} */ (document.getElementById("take-why"));
    const reason = field.value.trim();
    this.#wrong.value = reason.length < 5;
    if (this.#wrong.value) {
      field.focus();
      return;
    }

    this.#busy.value = true;
    try {
      save(await take(this.#path(), { reason }));
      this.#close();
    } catch (error) {
      this.#trouble.value = shown(error);
    } finally {
      this.#busy.value = false;
    }
  };
}

/** The page on which a second person is asked for the same. @param {string} path */
function asking(path) {
  const { pathname, searchParams } = new URL(path, location.origin);
  return link("/exports", { ...Object.fromEntries(searchParams), what: pathname.split("/").pop() });
}

/** @param {{ name: string, content: Blob }} file */
export function save({ name, content }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
