// The signed QR: a CWT in COSE_Sign1, ES256, base45; judged as xidmet/attestations/qr.py judges it.
import { decode as base45 } from "./base45.js";
import { Tagged, byteString, decode as cbor } from "./cbor.js";
import { hex, verified } from "./keys.js";

const PREFIX = "XID1:", LONGEST = 2000; // characters
const COSE_SIGN1 = 18, ES256 = -7, ALGORITHM = 1, KEY_ID = 4;
const ISSUER = 1, EXPIRES = 4, ISSUED_AT = 6, CLAIMS = -65537, STATUS = -65538;
const HEAD = Uint8Array.from([0x84, 0x6a, ...new TextEncoder().encode("Signature1")]); // an array of four begins

/** The text is not such a code, or its signature does not hold. */
export class NotOurs extends Error {}
/** Signed with a key that is not on the list: it cannot be checked, which is not the same as false. */
export class UnknownKey extends Error {}

/** The signed text of a QR's address; the text itself when it stands alone. @param {string} address */
export function signedIn(address) {
  const [, behind] = address.trim().split(/#(.*)/s);
  if (behind === undefined) return address.trim();
  try { return decodeURIComponent(behind); } catch { return behind; }
}

/**
 * What a QR tells, when its signature holds; moments in milliseconds, null for what it does not say.
 * @param {string} text @param {Map<string, CryptoKey>} keys by the key's id as hex
 */
export async function verify(text, keys) {
  const { head, signed, body, signature } = ours(() => takenApart(text));
  const key = keys.get(ours(() => keyId(head)));
  if (!key) throw new UnknownKey();
  const holds = head.get(ALGORITHM) === ES256 && signature.length === 64 && await verified(key, signature, signed);
  if (!holds) throw new NotOurs();
  return ours(() => claims(cbor(body)));
}

function ours(read) {
  try { return read(); } catch { throw new NotOurs(); }
}

function takenApart(text) {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) throw new Error("not of this kind");
  const tagged = cbor(base45(text.slice(PREFIX.length)));
  if (!(tagged instanceof Tagged) || tagged.tag !== COSE_SIGN1 || tagged.value.length !== 4) throw new Error("no COSE");
  const [head, unsigned, body, signature] = tagged.value;
  if (!(unsigned instanceof Map) || unsigned.size) throw new Error("something that nothing signs");
  if (![head, body, signature].every((part) => part instanceof Uint8Array)) throw new Error("no bytes");
  const signed = Uint8Array.from([...HEAD, ...byteString(head), 0x40, ...byteString(body)]);
  return { head: cbor(head), signed, body, signature };
}

function keyId(head) {
  const id = head.get(KEY_ID);
  if (!(id instanceof Uint8Array)) throw new Error("no key is named");
  return hex(id);
}

function claims(payload) {
  const [number, attestation, carried] = payload.get(CLAIMS);
  const expires = payload.get(EXPIRES), status = payload.get(STATUS);
  return {
    issuer: String(payload.get(ISSUER)),
    number: String(number),
    attestation: String(attestation),
    issuedAt: payload.get(ISSUED_AT) * 1000,
    expires: expires ? expires * 1000 : null,
    carried: [...carried].map(([name, value]) => [String(name), String(value)]),
    status: status ?? null,
  };
}
