/** Styles that only some pages need, fetched with the page: nothing is drawn before they are there. */

/** @type {Map<string, Promise<void>>} */
const sheets = new Map();

/** @param {string} name a file in `style/` @returns {Promise<void>} also where it does not arrive: plain is readable */
export function sheet(name) {
  let coming = sheets.get(name);
  if (!coming) {
    coming = new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = new URL(`../style/${name}`, import.meta.url).pathname;
      link.addEventListener("load", () => done());
      link.addEventListener("error", () => done());
      document.head.append(link);
    });
    sheets.set(name, coming);
  }
  return coming;
}
