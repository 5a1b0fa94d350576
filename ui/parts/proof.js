/** Before what weighs: the reader shows again who she is. A dialog of its own, over whatever page asked for it. */

import { html, render } from "../vendor/lit-html.js";
import { effect, signal } from "../vendor/signals-core.js";
import { post, Problem, token } from "../api.js";
import { said } from "../later.js";
import { me } from "../session.js";
import { say, text } from "../words.js";
import { shown } from "./notice.js";

/** @returns {Promise<boolean>} whether she did */
export function again() {
  return new Promise((done) => {
    const place = document.createElement("div");
    const wrong = signal("");
    const busy = signal(false);
    const stop = effect(() => void render(view(wrong.value, busy.value, submit, () => close(false)), place));
    document.body.append(place);
    place.querySelector("dialog")?.showModal();

    /** @param {boolean} proved */
    function close(proved) {
      stop();
      place.remove();
      done(proved);
    }

    /** @param {SubmitEvent} event */
    async function submit(event) {
      event.preventDefault();
      const typed = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
      if (!typed.password) {
        wrong.value = said("proof_missing");
        return;
      }
      busy.value = true;
      wrong.value = "";
      try {
        token.value = (await post("/api/session/confirm", { body: typed })).data.csrf;
        close(true);
      } catch (error) {
        const trouble = shown(error);
        wrong.value = trouble instanceof Problem && trouble.code === "wrong_credentials" ? said("proof_wrong") : text(trouble.words);
      } finally {
        busy.value = false;
      }
    }
  });
}

/**
 * @param {string} wrong
 * @param {boolean} busy
 * @param {(event: SubmitEvent) => void} submit
 * @param {() => void} cancel
 */
function view(wrong, busy, submit, cancel) {
  return html`
    <dialog
      class="dialog"
      aria-labelledby="proof-title"
      @cancel=${(/** @type {Event} */ event) => {
        event.preventDefault();
        cancel();
      }}
    >
      <h2 id="proof-title">${said("proof")}</h2>
      <p>${said("proof_text")}</p>
      <form novalidate @submit=${submit}>
        ${wrong ? html`<p class="notice bad" role="alert">${wrong}</p>` : ""}
        <div class="field">
          <label for="proof-password">${say("password")}</label>
          <input id="proof-password" name="password" type="password" autocomplete="current-password" />
        </div>
        ${me.value?.second_factor
          ? html`
              <div class="field">
                <label for="proof-code">${say("code")}</label>
                <input id="proof-code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" />
              </div>
            `
          : ""}
        <div class="actions">
          <button class="button" ?disabled=${busy}>${said("proof_go")}</button>
          <button type="button" class="plain" @click=${cancel}>${say("cancel")}</button>
        </div>
      </form>
    </dialog>
  `;
}
