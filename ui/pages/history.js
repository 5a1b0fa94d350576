/** The history across cases, for those who audit it, and whether its seal holds. */

import { html } from "../vendor/lit-html.js";
import { signal } from "../vendor/signals-core.js";
import { go, link } from "../address.js";
import { get } from "../api.js";
import { actor, changes, moved, rung } from "../case/records.js";
import { icon } from "../parts/icon.js";
import { empty, failure, loading, shown } from "../parts/notice.js";
import { Takeaway } from "../parts/takeaway.js";
import { me } from "../session.js";
import { fromLocal, moment } from "../time.js";
import { say, text } from "../words.js";

/** @typedef {import("../shapes.js").Row} Row */
/** @typedef {{ verified: boolean, records: number, cases: number, findings: import("../shapes.js").Finding[] }} Verdict */

const PAGE = 50;

/**
 * @param {string[]} _
 * @param {URLSearchParams} query
 * @returns {import("../app.js").Page}
 */
export function open(_, query) {
  /** @type {import("../vendor/signals-core.js").Signal<{ items: Row[], next: string | null } | null>} */
  const found = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<import("../api.js").Trouble | null>} */
  const trouble = signal(null);
  /** @type {import("../vendor/signals-core.js").Signal<Verdict | "busy" | null>} */
  const verdict = signal(null);

  /** @param {string | null} cursor */
  async function load(cursor = null) {
    const search = asked(query);
    search.set("limit", String(PAGE));
    if (cursor) search.set("cursor", cursor);
    try {
      const { data } = await get(`/api/history?${search}`);
      const before = cursor ? (found.peek()?.items ?? []) : [];
      found.value = { next: data.next ?? null, items: [...before, ...(data.items ?? data.records)] };
      trouble.value = null;
    } catch (error) {
      trouble.value = shown(error);
    }
  }

  async function verify() {
    verdict.value = "busy";
    try {
      verdict.value = (await get("/api/history/verify")).data;
    } catch (error) {
      verdict.value = null;
      trouble.value = shown(error);
    }
  }

  const takeaway = new Takeaway(() => `/api/exports/history.jsonl?${asked(query)}`);

  load();
  return {
    title: () => say("audit"),
    sensitive: true,
    refresh: () => load(),
    view: () => html`
      <div class="between heading">
        <h1 tabindex="-1">${say("audit")}</h1>
        <div class="actions">
          <button type="button" class="button second" @click=${takeaway.begin}>${icon("down")}${say("export")}</button>
          <button type="button" class="button" ?disabled=${verdict.value === "busy"} @click=${verify}>
            ${icon("shield")}${verdict.value === "busy" ? say("verifying") : say("verify")}
          </button>
        </div>
      </div>
      <p class="quiet">${say("audit_lead")}</p>
      <div role="status">${verdict.value && verdict.value !== "busy" ? judged(verdict.value) : ""}</div>
      ${finder(query)} ${trouble.value && failure(trouble.value, () => load())}
      ${found.value ? list(found.value, load) : trouble.value ? "" : loading()} ${takeaway.over()}
    `,
  };
}

/** The filters of the page, as the API takes them. @param {URLSearchParams} query */
function asked(query) {
  const search = new URLSearchParams([...query].filter(([, value]) => value));
  const until = query.get("until");
  if (until) search.set("until", fromLocal(`${until}T23:59:59`));
  return search;
}

/** @param {Verdict} verdict */
function judged({ verified, records, cases, findings }) {
  if (verified) return html`<p class="seal big">${icon("shield")} ${say("verified_all", { records, cases })}</p>`;
  return html`
    <div class="notice bad">
      ${icon("alert")}
      <div>
        <p><strong>${say("verified_not", { n: findings.length })}</strong></p>
        <ul>
          ${findings.map(
            (finding) => html`<li>${spot(finding)}: ${text(finding.words)}</li>`,
          )}
        </ul>
      </div>
    </div>
  `;
}

/** Where it is wrong: a record of a case, or a place in the log, which belongs to none.
 * @param {import("../shapes.js").Finding} finding */
function spot(finding) {
  const where = `${finding.number} · ${say("record", { n: finding.seq })}`;
  return finding.case ? html`<a href=${link(`/cases/${finding.case}`)}>${where}</a>` : where;
}

/** @param {URLSearchParams} query */
function finder(query) {
  return html`
    <form
      class="filters"
      @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const asked = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
        go(link("/history", /** @type {Record<string, string>} */ (asked)));
      }}
    >
      <label><span>${say("number")}</span><input type="search" name="case" autocomplete="off" .value=${query.get("case") ?? ""} /></label>
      <label><span>${say("until")}</span><input type="date" name="until" .value=${query.get("until") ?? ""} /></label>
      <button class="second">${say("filters")}</button>
      ${[...query.keys()].length ? html`<a href=${link("/history")}>${say("clear_filters")}</a>` : ""}
    </form>
  `;
}

/**
 * @param {{ items: Row[], next: string | null }} found
 * @param {(cursor: string) => void} load
 */
function list({ items, next }, load) {
  if (!items.length) return empty(say("no_records"), say("audit_lead"));
  return html`
    <div class="table-frame">
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">${say("when")}</th>
            <th scope="col">${say("number")}</th>
            <th scope="col">${say("what")}</th>
            <th scope="col">${say("who")}</th>
            <th scope="col">${say("change")}</th>
          </tr>
        </thead>
        <tbody>
          ${items.map(
            (row) => html`
              <tr>
                <td class="small number"><time datetime=${row.at}>${moment(row.at)}</time></td>
                <th scope="row">
                  ${row.case ? html`<a class="number" href=${place(row.case, row.seq)}>${row.case.number}</a>` : ""}
                </th>
                <td><strong>${text(row.act.title)}</strong> ${row.late ? html`<span class="chip late">${icon("alert")}${say("late")}</span>` : ""}${rung(row)}</td>
                <td>${actor(row)}</td>
                <td class="small">${moved(row)} ${changes(row)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
    ${next ? html`<p class="more"><button type="button" class="second" @click=${() => load(next)}>${say("more")}</button></p>` : ""}
  `;
}

/**
 * A record on the page of its case; for those who see no case, all records of that case.
 * @param {{ id: string, number: string }} of
 * @param {number} seq
 */
function place(of, seq) {
  return me.value?.can.cases ? `${link(`/cases/${of.id}`)}#r${seq}` : link("/history", { case: of.number });
}
