/** The places as equal tiles, each about where it lies. Which place stands where, and which figures there are, the API says. */

import { html } from "../vendor/lit-html.js";
import { link } from "../address.js";
import { said } from "../later.js";
import { text } from "../words.js";
import { percent } from "./numbers.js";

/** @typedef {import("../shapes.js").Place} Place */
/** @typedef {import("../shapes.js").Figures["measures"][number]} Measure */

const SHADES = 5;

/**
 * @param {Place[]} places
 * @param {Measure[]} measures
 * @param {Measure} chosen
 * @param {(name: string) => void} choose
 */
export function tileMap(places, measures, chosen, choose) {
  const tiled = places.filter((place) => place.tile);
  const most = Math.max(1, ...(chosen.share ? [] : tiled.map((place) => place[chosen.name])));
  return html`
    <p class="quiet small">${said("map_text")}</p>
    <label class="chooser">
      <span>${said("shows")}</span>
      <select @change=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
        ${measures.map((one) => html`<option value=${one.name} .selected=${one === chosen}>${text(one.title)}</option>`)}
      </select>
    </label>
    <div class="tiles" role="group" aria-label="${said("map")}: ${text(chosen.title)}">
      ${rows(tiled).map((row) => html`<div class="tile-row">${row.map((place, column) => tile(tiled, row, column, place, chosen, most))}</div>`)}
    </div>
    ${elsewhere(places, chosen)} ${asTable(places, measures)}
  `;
}

/**
 * Every place with all its figures: what the shades of the map say one after the other.
 * @param {Place[]} places
 * @param {Measure[]} measures
 */
function asTable(places, measures) {
  return html`
    <details>
      <summary>${said("as_table")}</summary>
      <div class="table-frame">
        <table class="numbers">
          <thead><tr><th scope="col">${said("place_name")}</th>${measures.map((one) => html`<th scope="col">${text(one.title)}</th>`)}</tr></thead>
          <tbody>
            ${places.map(
              (place) => html`<tr><th scope="row">${place.kelurahan.name}</th>${measures.map((one) => html`<td>${shown(place[one.name], one)}</td>`)}</tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `;
}

/** @param {Place[]} tiled @returns {(Place | null)[][]} north at the top */
function rows(tiled) {
  const tall = Math.max(0, ...tiled.map((place) => place.tile?.row ?? 0));
  const wide = Math.max(0, ...tiled.map((place) => place.tile?.column ?? 0));
  return [...Array(tall).keys()].map((row) => [...Array(wide).keys()].map((column) => at(tiled, row + 1, column + 1)));
}

/**
 * @param {Place[]} tiled
 * @param {number} row
 * @param {number} column
 */
function at(tiled, row, column) {
  return tiled.find(({ tile }) => tile?.row === row && tile.column === column) ?? null;
}

/**
 * @param {Place[]} tiled
 * @param {(Place | null)[]} row
 * @param {number} column
 * @param {Place | null} place
 * @param {Measure} chosen
 * @param {number} most
 */
function tile(tiled, row, column, place, chosen, most) {
  if (!place?.tile) return html`<span class="tile none"></span>`;
  const { tile } = place;
  const around = /** @type {const} */ ([
    ["up", at(tiled, tile.row - 1, tile.column)],
    ["down", at(tiled, tile.row + 1, tile.column)],
    ["before", row[column - 1]],
    ["after", row[column + 1]],
  ]);
  const edges = around.filter(([, other]) => other?.kecamatan?.code !== place.kecamatan?.code).map(([side]) => side);
  const value = place[chosen.name];
  return html`
    <a class="tile ${shade(value, chosen.share ? 1 : most)} ${edges.join(" ")}" href=${link("/cases", { kelurahan: place.kelurahan.code })}>
      <span class="tile-name">${place.kelurahan.name}</span>
      <strong>${shown(value, chosen)}</strong>
      <span class="tile-group">${place.kecamatan?.name}</span>
    </a>
  `;
}

/**
 * @param {number | null} value
 * @param {number} most
 */
function shade(value, most) {
  return value ? `shade-${Math.max(1, Math.ceil((SHADES * value) / most))}` : "shade-0";
}

/**
 * @param {number | null} value
 * @param {Measure} chosen
 */
function shown(value, chosen) {
  return value === null ? "–" : chosen.share ? percent(value) : value;
}

/**
 * @param {Place[]} places
 * @param {Measure} chosen
 */
function elsewhere(places, chosen) {
  const outside = places.filter((place) => !place.tile);
  const what = outside.map((place) => `${place.kelurahan.name} ${shown(place[chosen.name], chosen)}`).join(", ");
  return outside.length ? html`<p class="small">${said("elsewhere", { what })}</p>` : "";
}
