/** Seals words to the office's key, as JWE (RFC 7516, compact): ECDH-ES+A256KW on P-256, then AES-256-GCM. */

/** @typedef {JsonWebKey & { kid: string, alg: string, enc: string }} OfficeKey */

const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** Whether this browser can: not on a private network without TLS. */
export function canSeal() {
  return Boolean(globalThis.crypto?.subtle);
}

/**
 * Only the office can open what comes out; the phone itself no longer can.
 * @param {OfficeKey} key
 * @param {unknown} content
 */
export async function seal(key, content) {
  const once = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", once.publicKey);
  const header = base64(bytes(JSON.stringify({ alg: key.alg, enc: key.enc, kid: key.kid, epk: { kty, crv, x, y } })));
  const inner = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", inner, await wrapping(key, once.privateKey), "AES-KW");

  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv: nonce, additionalData: bytes(header) };
  const whole = new Uint8Array(await crypto.subtle.encrypt(how, inner, bytes(JSON.stringify(content))));
  const parts = [new Uint8Array(wrapped), nonce, whole.subarray(0, -16), whole.subarray(-16)];
  return [header, ...parts.map(base64)].join(".");
}

/**
 * The key that wraps: agreed on with the office's, then Concat KDF (NIST SP 800-56A, RFC 7518 section 4.6).
 * @param {OfficeKey} key
 * @param {CryptoKey} own
 */
async function wrapping(key, own) {
  const office = await crypto.subtle.importKey("jwk", { kty: key.kty, crv: key.crv, x: key.x, y: key.y }, CURVE, false, []);
  const agreed = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: office }, own, 256));
  const name = bytes(key.alg);
  const input = [number(1), agreed, number(name.length), name, number(0), number(0), number(256)];
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(input).arrayBuffer());
  return crypto.subtle.importKey("raw", digest, "AES-KW", false, ["wrapKey"]);
}

/** @param {string} text */
function bytes(text) {
  return new TextEncoder().encode(text);
}

/** Four bytes, the largest first. @param {number} value */
function number(value) {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}

/** base64url without padding. @param {Uint8Array} content */
function base64(content) {
  let text = "";
  for (const one of content) text += String.fromCharCode(one);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
