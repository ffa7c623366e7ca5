// The published keys of QR codes (RFC 7517), and what is signed with them. They come from this site over its own
// connection, as this page does, so the seal over their list, which others check, would prove nothing more here.
const P256 = { name: "ECDSA", namedCurve: "P-256" };

/** @param {Uint8Array} bytes */
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text base64url */
export const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** @param {Uint8Array} bytes */
export const hashOf = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** By their ids as hex; one that is not named by its own hash is left out. @param {{keys: JsonWebKey[]}} listed */
export async function readKeys(listed) {
  const found = new Map();
  for (const { kty, crv, x, y, kid } of listed.keys) {
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, P256, true, ["verify"]);
    const own = (await hashOf(await crypto.subtle.exportKey("spki", key))).slice(0, 8);
    if (hex(own) === hex(bytesOf(kid))) found.set(hex(own), key);
  }
  return found;
}

/** @param {CryptoKey} key @param {Uint8Array} signature r and s side by side @param {Uint8Array} signed */
export const verified = (key, signature, signed) => crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
