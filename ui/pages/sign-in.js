/** The door: also shown over a page whose session has ended, so that what was typed there survives. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go } from "../address.js";
import { lapsed, NoAnswer, Problem } from "../api.js";
import { icon } from "../parts/icon.js";
import { shown } from "../parts/notice.js";
import { me, signIn, speak } from "../session.js";
import { language, say, text } from "../words.js";

export function signInPage() {
  const wrong = signal("");
  const busy = signal(false);
  const asksForCode = signal(false);

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { email, password, code } = Object.fromEntries(new FormData(form));
    const before = me.peek()?.id;
    if (!email || !password) {
      wrong.value = say("sign_in_missing");
      return;
    }

    busy.value = true;
    wrong.value = "";
    try {
      await signIn({ email: String(email).trim(), password: String(password), ...(code ? { code: String(code) } : {}) });
      form.reset();
      asksForCode.value = false;
      if (before && before !== me.peek()?.id) go("/app", { replace: true });
    } catch (error) {
      const trouble = shown(error);
      const needed = trouble instanceof Problem && trouble.code === "code_needed";
      asksForCode.value ||= needed;
      wrong.value = needed ? "" : reason(trouble);
    } finally {
      busy.value = false;
    }
  }

  return {
    view: () => html`
      <div class="door-card">
        <img src=${new URL("../icon.svg", import.meta.url).pathname} alt="" width="48" height="48" />
        <h1>${lapsed.value ? say("lapsed") : say("sign_in")}</h1>
        <p class="quiet">${lapsed.value ? say("lapsed_text") : say("sign_in_lead")}</p>
        <form @submit=${submit} novalidate>
          ${wrong.value && html`<p class="notice bad" role="alert">${icon("alert")} ${wrong.value}</p>`}
          <div class="field">
            <label for="email">${say("email")}</label>
            <input id="email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck="false" required />
          </div>
          <div class="field">
            <label for="password">${say("password")}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required />
          </div>
          ${asksForCode.value
            ? html`
                <div class="field">
                  <label for="code">${say("code")}</label>
                  <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" autofocus />
                </div>
              `
            : ""}
          <button class="button wide" ?disabled=${busy.value}>${busy.value ? say("signing_in") : say("sign_in")}</button>
        </form>
        <button
          type="button"
          class="plain"
          lang=${language.value === "id" ? "en" : "id"}
          @click=${() => speak(language.value === "id" ? "en" : "id")}
        >
          ${say("other_language")}
        </button>
      </div>
    `,
  };
}

/** @param {import("../api.js").Trouble} trouble */
function reason(trouble) {
  if (trouble instanceof NoAnswer) return text(trouble.words);
  if (trouble instanceof Problem && trouble.status === 429) return say("sign_in_wait");
  if (trouble instanceof Problem && trouble.status === 403) return text(trouble.words);
  if (trouble instanceof Problem && trouble.status < 500) return say("sign_in_wrong");
  return text(trouble.words);
}
