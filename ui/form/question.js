/**
 * One question of a form, in the shape that its schema asks for. Knows kinds of fields, never what they are about.
 * Longer than most files because all kinds stand side by side, as a reader of schemas will look for them.
 */

import { html, nothing } from "../vendor/lit-html.js";
import { icon } from "../parts/icon.js";
import { say, text } from "../words.js";
import { blankLine, numbered, point } from "./answers.js";

/** @typedef {import("../shapes.js").Field} Field */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Path} Path */
/** @typedef {{ draft: Draft, field: Field, path: Path, id: string, value: any, error: string, described: string | typeof nothing }} Asked */

/** @type {Record<string, (asked: Asked) => unknown>} */
const WIDGETS = { textarea, number, date, datetime, time, file, radio, select, checkbox, checkboxes, list, group };

/**
 * @param {Draft} draft
 * @param {Field} field
 * @param {Path} path
 * @returns {unknown}
 */
export function question(draft, field, path) {
  const pointer = path.reduce((/** @type {string} */ whole, part) => point(whole, part), "");
  const id = idOf(draft, pointer);
  const found = draft.wrong.value.find((wrong) => wrong.pointer === pointer);
  const error = found ? text(found.message) : "";
  const described = [field.help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || nothing;
  const value = path.reduce((/** @type {any} */ whole, part) => whole?.[part], draft.values.value);
  return (WIDGETS[field.widget] ?? line)({ draft, field, path, id, value, error, described });
}

/**
 * @param {Draft} draft
 * @param {string} pointer
 */
export function idOf(draft, pointer) {
  return `${draft.id}${pointer.replaceAll("/", "-")}`;
}

/** @param {Asked} asked */
function line(asked) {
  const suggested = asked.field.schema["x-ui"]?.suggested ?? [];
  if (!suggested.length) return labelled(asked, typed(asked, { type: "text", mode: "text" }));
  const list = `${asked.id}-suggested`;
  return labelled(
    asked,
    html`${typed(asked, { type: "text", mode: "text", list })}
      <datalist id=${list}>
        ${suggested.map((one) => html`<option value=${one.value}>${text(one.title)}</option>`)}
      </datalist>`,
  );
}

/** @param {Asked} asked */
function number(asked) {
  const mode = asked.field.schema.type === "integer" ? "numeric" : "decimal";
  return labelled(asked, typed(asked, { type: "text", mode, short: true }));
}

/** @param {Asked} asked */
function date(asked) {
  return labelled(asked, typed(asked, { type: "date", short: true }));
}

/** @param {Asked} asked */
function datetime(asked) {
  return labelled(asked, html`${typed(asked, { type: "datetime-local", short: true })}<span class="quiet small">${say("wib")}</span>`);
}

/** @param {Asked} asked */
function time(asked) {
  return labelled(asked, typed(asked, { type: "time", short: true }));
}

/** A file is kept as what it says of itself and its bytes in base64: "data:image/png;base64,…". @param {Asked} asked */
function file(asked) {
  const { draft, path, id, field, error, described } = asked;
  return labelled(
    asked,
    html`<input
      id=${id}
      type="file"
      accept=${field.schema["x-ui"]?.accept ?? nothing}
      aria-required=${String(field.required)}
      aria-invalid=${String(Boolean(error))}
      aria-describedby=${described}
      @change=${(/** @type {Event} */ event) => {
        const chosen = /** @type {HTMLInputElement} */ (event.target).files?.[0];
        const reader = new FileReader();
        reader.onload = () => draft.put(path, reader.result);
        if (chosen) reader.readAsDataURL(chosen);
        else draft.put(path, "");
      }}
    />`,
  );
}

/**
 * @param {Asked} asked
 * @param {{ type: string, mode?: string, short?: boolean, list?: string }} kind
 */
function typed({ draft, field, path, id, value, error, described }, { type, mode, short, list }) {
  return html`<input
    id=${id}
    class=${short ? "short" : ""}
    type=${type}
    inputmode=${mode ?? nothing}
    autocomplete="off"
    list=${list ?? nothing}
    spellcheck="false"
    autocapitalize=${type === "text" ? "sentences" : nothing}
    aria-required=${String(field.required)}
    aria-invalid=${String(Boolean(error))}
    aria-describedby=${described}
    .value=${String(value ?? "")}
    @input=${(/** @type {Event} */ event) => keep(draft, path, /** @type {HTMLInputElement} */ (event.target))}
    @blur=${(/** @type {Event} */ event) => keep(draft, path, /** @type {HTMLInputElement} */ (event.target))}
  />`;
}

/**
 * A date that is half typed reads as empty; writing that back would wipe it out under the reader's hands.
 * @param {Draft} draft
 * @param {Path} path
 * @param {HTMLInputElement} input
 */
function keep(draft, path, input) {
  const pointer = path.reduce((/** @type {string} */ whole, part) => point(whole, part), "");
  if (input.validity.badInput) draft.incomplete.add(pointer);
  else draft.incomplete.delete(pointer);
  const before = path.reduce((/** @type {any} */ whole, part) => whole?.[part], draft.values.peek());
  if (!input.validity.badInput && String(before ?? "") !== input.value) draft.put(path, input.value);
}

/** @param {Asked} asked */
function textarea(asked) {
  const { draft, field, path, id, value, error, described } = asked;
  return labelled(
    asked,
    html`<textarea
      id=${id}
      rows="4"
      autocomplete="off"
      spellcheck="false"
      aria-required=${String(field.required)}
      aria-invalid=${String(Boolean(error))}
      aria-describedby=${described}
      .value=${String(value ?? "")}
      @input=${(/** @type {Event} */ event) => draft.put(path, /** @type {HTMLTextAreaElement} */ (event.target).value)}
    ></textarea>`,
  );
}

/** @param {Asked} asked */
function select(asked) {
  const { draft, field, path, id, value, error, described } = asked;
  return labelled(
    asked,
    html`<select
      id=${id}
      aria-required=${String(field.required)}
      aria-invalid=${String(Boolean(error))}
      aria-describedby=${described}
      @change=${(/** @type {Event} */ event) => {
        const index = /** @type {HTMLSelectElement} */ (event.target).selectedIndex - 1;
        draft.put(path, index < 0 ? "" : field.options[index].value);
      }}
    >
      <option value="" .selected=${value === ""}>${say("choose")}</option>
      ${field.options.map(
        (option) => html`<option value=${String(option.value)} .selected=${option.value === value}>${text(option.title)}</option>`,
      )}
    </select>`,
  );
}

/** @param {Asked} asked */
function radio(asked) {
  const { draft, field, path, id, value } = asked;
  return gathered(
    asked,
    html`
      <div class="options">
        ${field.options.map(
          (option) => html`
            <label class="option">
              <input type="radio" name=${id} .checked=${option.value === value} @change=${() => draft.put(path, option.value)} />
              <span>${text(option.title)}</span>
            </label>
          `,
        )}
      </div>
      ${!field.required && value !== ""
        ? html`<button type="button" class="plain small" @click=${() => draft.put(path, "")}>${say("clear_choice")}</button>`
        : ""}
    `,
  );
}

/** @param {Asked} asked */
function checkboxes(asked) {
  const { draft, field, path, value } = asked;
  const chosen = /** @type {unknown[]} */ (value ?? []);
  return gathered(
    asked,
    html`
      <div class="options">
        ${field.options.map(
          (option) => html`
            <label class="option">
              <input
                type="checkbox"
                .checked=${chosen.includes(option.value)}
                @change=${(/** @type {Event} */ event) => {
                  const on = /** @type {HTMLInputElement} */ (event.target).checked;
                  const wanted = field.options.map((one) => one.value);
                  draft.put(path, wanted.filter((one) => (one === option.value ? on : chosen.includes(one))));
                }}
              />
              <span>${text(option.title)}</span>
            </label>
          `,
        )}
      </div>
    `,
  );
}

/** @param {Asked} asked */
function checkbox({ draft, field, path, id, value, error, described }) {
  return html`
    <div class="field ${error ? "wrong" : ""}">
      <label class="option">
        <input
          id=${id}
          type="checkbox"
          aria-invalid=${String(Boolean(error))}
          aria-describedby=${described}
          .checked=${value === true}
          @change=${(/** @type {Event} */ event) => draft.put(path, /** @type {HTMLInputElement} */ (event.target).checked)}
        />
        <span>${text(field.title)}</span>
      </label>
      ${notes({ field, id, error })}
    </div>
  `;
}

/** @param {Asked} asked */
function group(asked) {
  const { draft, field, path } = asked;
  return gathered(asked, html`<div class="nested">${field.fields.map((one) => question(draft, one, [...path, one.name]))}</div>`);
}

/** @param {Asked} asked */
function list(asked) {
  const { draft, field, path, id, value } = asked;
  const items = /** @type {unknown[]} */ (value ?? []);
  const title = text(field.title);
  const full = items.length >= (field.schema.maxItems ?? Infinity);
  const fewest = items.length <= (field.schema.minItems ?? 0);
  return gathered(
    asked,
    html`
      ${items.length ? "" : html`<p class="quiet">${say("no_items")}</p>`}
      ${items.map(
        (_, index) => entry(asked, index, fewest ? "" : remover(asked, index)),
      )}
      ${full
        ? ""
        : html`<button
            type="button"
            class="second"
            id="${id}-add"
            @click=${() => {
              draft.put(path, [...items, blankLine(field)]);
              const first = document.getElementById(`${id}-line-${items.length}`)?.querySelector("input, select, textarea");
              if (first instanceof HTMLElement) first.focus();
            }}
          >
            ${icon("plus")}${say("add", { title })}
          </button>`}
    `,
  );
}

/**
 * One line of a list: a group of questions, or, where a line is no group, one question called by its number.
 * @param {Asked} asked
 * @param {number} index
 * @param {unknown} remove
 */
function entry({ draft, field, path, id }, index, remove) {
  const { item } = field;
  if (item) return html`<div class="nested item" id="${id}-line-${index}">${question(draft, { ...item, title: numbered(field, index) }, [...path, index])} ${remove}</div>`;
  return html`
    <fieldset class="nested item" id="${id}-line-${index}">
      <legend>${text(numbered(field, index))}</legend>
      ${field.fields.map((one) => question(draft, one, [...path, index, one.name]))} ${remove}
    </fieldset>
  `;
}

/**
 * @param {Asked} asked
 * @param {number} index
 */
function remover({ draft, field, path, id, value }, index) {
  return html`
    <button
      type="button"
      class="plain small"
      @click=${() => {
        draft.incomplete.clear();
        draft.put(path, value.filter((/** @type {unknown} */ _, /** @type {number} */ at) => at !== index));
        document.getElementById(`${id}-add`)?.focus();
      }}
    >
      ${say("remove", { title: text(numbered(field, index)) })}
    </button>
  `;
}

/**
 * @param {Asked} asked
 * @param {unknown} input
 */
function labelled({ field, id, error }, input) {
  return html`
    <div class="field ${error ? "wrong" : ""}">
      <label for=${id}>${text(field.title)} ${mark(field)}</label>
      ${notes({ field, id, error })} ${input}
    </div>
  `;
}

/**
 * @param {Asked} asked
 * @param {unknown} inputs
 */
function gathered({ field, id, error, described }, inputs) {
  return html`
    <fieldset class="field ${error ? "wrong" : ""}" id=${id} aria-describedby=${described}>
      <legend>${text(field.title)} ${mark(field)}</legend>
      ${notes({ field, id, error })} ${inputs}
    </fieldset>
  `;
}

/** @param {Field} field */
function mark(field) {
  return html`${field.secret ? icon("lock") : ""}${field.required ? "" : html`<span class="quiet small">(${say("optional")})</span>`}`;
}

/** @param {{ field: Field, id: string, error: string }} asked */
function notes({ field, id, error }) {
  return html`
    ${field.help ? html`<p class="help" id="${id}-help">${text(field.help)}</p>` : ""}
    ${error ? html`<p class="error" id="${id}-error">${icon("alert")}${error}</p>` : ""}
  `;
}
