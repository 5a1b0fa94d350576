/** Who I am here, the language I read, and the way out. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { link } from "../address.js";
import { ask } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { listed } from "../parts/keys.js";
import { failure, shown } from "../parts/notice.js";
import { SecondFactor } from "../profile/second-factor.js";
import { Sessions } from "../profile/sessions.js";
import { me, signOut, speak } from "../session.js";
import { language, say, text } from "../words.js";

/** @returns {import("../app.js").Page} */
export function open() {
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  const sessions = new Sessions();
  const factor = new SecondFactor(sessions.load);

  async function away() {
    try {
      await signOut();
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  /** @param {Event} event */
  async function keys(event) {
    const mine = me.peek();
    const shortcuts = /** @type {HTMLInputElement} */ (event.target).checked;
    if (!mine) return;
    me.value = { ...mine, shortcuts };
    try {
      await ask("PATCH", "/api/me", { body: { shortcuts } });
    } catch (error) {
      me.value = { ...mine };
      trouble.value = shown(error);
    }
  }

  if (!me.peek()?.second_factor_owed) sessions.load();
  return {
    title: () => say("profile"),
    refresh: sessions.load,
    view: () => html`
      <h1 tabindex="-1">${say("profile")}</h1>
      ${trouble.value && failure(trouble.value)}
      <div class="card sheet">
        <dl class="pairs">
          <div><dt>${say("name")}</dt><dd>${me.value?.name}</dd></div>
          <div><dt>${say("email")}</dt><dd>${me.value?.email}</dd></div>
          <div><dt>${say("role")}</dt><dd>${text(me.value?.role.title)}</dd></div>
        </dl>
        <fieldset class="field">
          <legend>${say("language")}</legend>
          <div class="options">${tongue("id", "Bahasa Indonesia")} ${tongue("en", "English")}</div>
        </fieldset>
        <fieldset class="field">
          <legend>${said("keys")}</legend>
          <p class="help" id="keys-text">${said("keys_text")}</p>
          <label class="option">
            <input type="checkbox" aria-describedby="keys-text" .checked=${me.value?.shortcuts} @change=${keys} />
            <span>${said("keys_on")}</span>
          </label>
          ${listed()}
        </fieldset>
        <p><a class="button second" href=${link("/rules")}>${said("rules")}</a></p>
        ${me.value?.can.takeaway ? html`<p><a class="button second" href=${link("/exports")}>${said("exports_title")}</a></p>` : ""}
        ${me.value?.can.figures ? html`<p><a class="button second" href=${link("/releases")}>${said("releases_title")}</a></p>` : ""}
        <div class="actions"><button type="button" class="second" @click=${away}>${icon("leave")}${say("sign_out")}</button></div>
      </div>
      ${factor.view()} ${me.value?.second_factor_owed ? "" : sessions.view()}
    `,
  };
}

/**
 * @param {"id" | "en"} code
 * @param {string} name
 */
function tongue(code, name) {
  return html`
    <label class="option" lang=${code}>
      <input type="radio" name="language" .checked=${language.value === code} @change=${() => speak(code)} />
      <span>${name}</span>
    </label>
  `;
}
