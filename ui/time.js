/** Moments and spans as people read them, in Western Indonesia Time and on the server's clock. */

import { signal } from "./vendor/signals-core.js";
import { language } from "./words.js";

const ZONE = "Asia/Jakarta";
const OFFSET = "+07:00";
const HERE = 7 * 3_600_000;
const MINUTE = 60_000;

/** How far the server's clock (in a demo it can be moved) is ahead of this device's. */
const ahead = signal(0);

/** Goes on once a minute, so that what is left of a deadline is redrawn. */
const minute = signal(0);
setInterval(() => (minute.value += 1), MINUTE);

/** @param {string | undefined} serverNow */
export function setClock(serverNow) {
  if (serverNow) ahead.value = Date.parse(serverNow) - Date.now();
}

/** The server's present, in milliseconds. */
export function now() {
  return minute.value * 0 + Date.now() + ahead.value;
}

/** "Sel, 1 Des 2026, 09.00" @param {string | number} at */
export function moment(at) {
  return format("moment", { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }, at);
}

/** "1 Des, 09.00", and of another year with that year. @param {string | number} at */
export function short(at) {
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return yearOf(at) === yearOf(now()) ? format("short", parts, at) : format("dated", { ...parts, year: "numeric" }, at);
}

/** "1 Des 2026" @param {string | number} at */
export function day(at) {
  return format("day", { day: "numeric", month: "short", year: "numeric" }, at);
}

/** "2 hari 3 jam", the two largest parts. @param {number} milliseconds */
export function span(milliseconds) {
  const minutes = Math.max(1, Math.round(Math.abs(milliseconds) / MINUTE));
  const parts = /** @type {[number, "day" | "hour" | "minute"][]} */ ([
    [Math.floor(minutes / 1440), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ]);
  const first = parts.findIndex(([n]) => n > 0);
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => new Intl.NumberFormat(language.value, { style: "unit", unit, unitDisplay: "long" }).format(n))
    .join(" ");
}

/** "3 menit yang lalu" @param {number} seconds */
export function ago(seconds) {
  const words = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
  if (seconds < 60) return words.format(-Math.max(0, Math.round(seconds)), "second");
  if (seconds < 3600) return words.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return words.format(-Math.floor(seconds / 3600), "hour");
  return words.format(-Math.floor(seconds / 86_400), "day");
}

/** What a field for date and time holds ("2026-12-01T09:00") as the moment it means. @param {string} local */
export function fromLocal(local) {
  return `${local.length === 16 ? `${local}:00` : local}${OFFSET}`;
}

/** The other way round. @param {string} at */
export function toLocal(at) {
  return new Date(Date.parse(at) + HERE).toISOString().slice(0, 16);
}

/** @param {string | number} at */
function yearOf(at) {
  return new Date(new Date(at).getTime() + HERE).getUTCFullYear();
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {string} name
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string | number} at
 */
function format(name, options, at) {
  const key = `${language.value}/${name}`;
  let made = formats.get(key);
  if (!made) {
    const locale = language.value === "id" ? "id-ID" : "en-GB";
    made = new Intl.DateTimeFormat(locale, { timeZone: ZONE, hourCycle: "h23", ...options });
    formats.set(key, made);
  }
  return made.format(new Date(at));
}
