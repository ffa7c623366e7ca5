// The signed statement which status lists hold, and the lists: one bit for each attestation that was ended.
import { bytesOf, hashOf, hex, verified } from "./keys.js";

const KIND = "xidmet-status+jwt";

/**
 * What a statement says, when its signature holds; moments in milliseconds. lists: the hash of each, base64url.
 * @param {string} signed a compact JWS @param {Map<string, CryptoKey>} keys
 */
export async function readStatement(signed, keys) {
  const [head, body, signature] = signed.split(".");
  const { alg, typ, kid } = JSON.parse(text(head)), key = keys.get(hex(bytesOf(kid)));
  const holds = alg === "ES256" && typ === KIND && key
    && await verified(key, bytesOf(signature), new TextEncoder().encode(`${head}.${body}`));
  if (!holds) throw new Error("The statement's signature does not hold.");
  const { iat, exp, size, lists } = JSON.parse(text(body));
  return { issuedAt: iat * 1000, expires: exp * 1000, size, lists };
}

const text = (part) => new TextDecoder().decode(bytesOf(part));

/** Are these the bytes that the statement names? @param {Uint8Array} packed @param {string} hash */
export const isNamed = async (packed, hash) => hex(await hashOf(packed)) === hex(bytesOf(hash));

/** @param {Uint8Array} packed a list as it is fetched @param {number} place within it */
export async function isEnded(packed, place) {
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bits = new Uint8Array(await new Response(unpacked).arrayBuffer());
  return (bits[place >> 3] >> (place & 7) & 1) === 1;
}
