/** Codes from the phone at the door: put on, with what to keep on paper, and taken off again. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { ask, post } from "../api.js";
import { said } from "../later.js";
import { icon } from "../parts/icon.js";
import { failure, shown } from "../parts/notice.js";
import { me } from "../session.js";
import { say } from "../words.js";

export class SecondFactor {
  /** @type {import("../vendor/signals-core.js").Signal<{ secret: string, address: string } | null>} */
  #begun = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<string[]>} */
  #paper = signal([]);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  #trouble = signal(null);
  #then;

  /** @param {() => void} then once it is on, and the rest is open */
  constructor(then) {
    this.#then = then;
  }

  view() {
    const on = me.value?.second_factor;
    const trouble = this.#trouble.value;
    return html`
      <section class="card sheet" aria-labelledby="second-factor">
        <h2 id="second-factor">${icon("shield")}${said("factor")}</h2>
        <p class="quiet small">${said("factor_text")}</p>
        ${me.value?.second_factor_owed ? html`<p class="notice warn" role="status">${said("factor_owed")}</p>` : ""}
        ${trouble ? failure(trouble) : ""} ${this.#paper.value.length ? paper(this.#paper.value) : ""}
        ${on
          ? html`
              <p role="status">${icon("check")} ${said("factor_on")}</p>
              <div class="actions"><button type="button" class="second" @click=${this.#off}>${said("factor_take_off")}</button></div>
            `
          : this.#begun.value
            ? this.#form(this.#begun.value)
            : html`<div class="actions"><button type="button" class="second" @click=${this.#begin}>${said("factor_put_on")}</button></div>`}
      </section>
    `;
  }

  /** @param {{ secret: string, address: string }} begun */
  #form({ secret, address }) {
    return html`
      <ol>
        <li>${said("factor_step_app")} <a href=${address}>${said("factor_open_app")}</a></li>
        <li>${said("factor_step_secret")} <code>${secret.match(/.{1,4}/g)?.join(" ")}</code></li>
        <li>${said("factor_step_code")}</li>
      </ol>
      <form novalidate @submit=${this.#on}>
        <div class="field">
          <label for="factor-code">${say("code")}</label>
          <input id="factor-code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" />
        </div>
        <div class="actions"><button class="button">${said("factor_put_on")}</button></div>
      </form>
    `;
  }

  #begin = () => this.#try(async () => (this.#begun.value = (await post("/api/me/second-factor")).data));

  /** @param {SubmitEvent} event */
  #on = (event) => {
    event.preventDefault();
    const { code } = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    return this.#try(async () => {
      this.#paper.value = (await ask("PUT", "/api/me/second-factor", { body: { code } })).data.paper;
      this.#begun.value = null;
      became(true);
      this.#then();
    });
  };

  #off = () =>
    this.#try(async () => {
      await ask("DELETE", "/api/me/second-factor");
      this.#paper.value = [];
      became(false);
    });

  /** @param {() => Promise<unknown>} act */
  async #try(act) {
    try {
      this.#trouble.value = null;
      await act();
    } catch (error) {
      this.#trouble.value = shown(error);
    }
  }
}

/** @param {boolean} on */
function became(on) {
  const mine = me.peek();
  if (mine) me.value = { ...mine, second_factor: on, second_factor_owed: false };
}

/** @param {string[]} codes */
function paper(codes) {
  return html`
    <div class="notice warn">
      <div>
        <p><strong>${said("factor_paper")}</strong></p>
        <ul>${codes.map((one) => html`<li><code>${one}</code></li>`)}</ul>
      </div>
    </div>
  `;
}
