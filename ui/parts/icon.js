/** The app's few pictures. They repeat what the words beside them say, so they are hidden from screen readers. */

import { svg, html } from "../vendor/lit-html.js";

const SHAPES = {
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`,
  hourglass: svg`<path d="M7 4h10M7 20h10M8 4c0 5 8 6 8 8s-8 3-8 8M16 4c0 5-8 6-8 8s8 3 8 8"/>`,
  alert: svg`<path d="M12 4 3 19.5h18L12 4Z"/><path d="M12 10v4.5M12 17v.2"/>`,
  lock: svg`<rect x="5.5" y="11" width="13" height="9" rx="2"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3"/><path d="M3.5 19c0-3.3 2.4-5.5 5.5-5.5s5.5 2.2 5.5 5.5"/><path d="M15.5 6a3 3 0 0 1 0 5.4M17 14c2.2.8 3.5 2.6 3.5 5"/>`,
  next: svg`<path d="m9 5.5 6.5 6.5L9 18.5"/>`,
  back: svg`<path d="m15 5.5-6.5 6.5 6.5 6.5"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.7"/>`,
  shield: svg`<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6l-7-2.5Z"/><path d="m8.8 12 2.3 2.3 4.2-4.4"/>`,
  home: svg`<path d="m4 11 8-7 8 7v8.5h-5.5V14h-5v5.5H4V11Z"/>`,
  list: svg`<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.2 6.5h.1M4.2 12h.1M4.2 17.5h.1"/>`,
  person: svg`<circle cx="12" cy="8" r="3.5"/><path d="M5 20c0-4 3-6.5 7-6.5s7 2.5 7 6.5"/>`,
  mail: svg`<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4.5 7.5 7.5 6 7.5-6"/>`,
  chart: svg`<path d="M5 20v-8M12 20V4M19 20v-5"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  down: svg`<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>`,
  path: svg`<rect x="3.5" y="4" width="7" height="5.5" rx="1.5"/><rect x="13.5" y="14.5" width="7" height="5.5" rx="1.5"/><path d="M7 9.5v7.5h6.5M11.5 15l2 2-2 2"/>`,
  leave: svg`<path d="M14 4.5H6v15h8M10.5 12H20m-3.5-3.5L20 12l-3.5 3.5"/>`,
  gear: svg`<circle cx="12" cy="12" r="3.2"/><path d="M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2.1 2.1M15.9 15.9 18 18M18 6l-2.1 2.1M8.1 15.9 6 18"/>`,
};

/** @param {keyof typeof SHAPES} name */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}
