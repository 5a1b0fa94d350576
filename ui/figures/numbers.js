/** Numbers as people write them. */

import { span } from "../time.js";
import { language } from "../words.js";

const HOUR = 3_600_000;

/** "67%" @param {number} share of 1 */
export function percent(share) {
  return new Intl.NumberFormat(language.value, { style: "percent" }).format(share);
}

/** "2 hari 3 jam" @param {number | null} hours */
export function lasting(hours) {
  return hours === null ? "–" : span(hours * HOUR);
}
