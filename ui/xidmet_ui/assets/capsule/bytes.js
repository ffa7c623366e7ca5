// Bytes and texts. Whatever can't be read throws; who calls says what is wrong.
const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const same = (one, other) => one.length === other.length && one.every((value, place) => value === other[place]);
const utf8 = (text) => new TextEncoder().encode(text);
const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const sha256Hex = async (bytes) => hex(await sha256(bytes));

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Error("no hexadecimal digits");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) throw new Error("no Base64");
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

// Written in the one way there is: else a letter could be changed unseen.
function fromBase64Url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("no Base64");
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = fromBase64(plain + "=".repeat((4 - (plain.length % 4)) % 4));
  const again = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (again !== text) throw new Error("not written as it must be");
  return bytes;
}

const CRC = Uint32Array.from({ length: 256 }, (_, place) => {
  let value = place;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) value = CRC[(value ^ bytes[at]) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

// JSON that is written in one way only: sorted names, no blanks.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function objectOf(text) {
  const found = JSON.parse(typeof text === "string" ? text : textOf(text));
  if (found === null || typeof found !== "object" || Array.isArray(found)) throw new Error("no object");
  return found;
}

const isText = (...values) => values.every((value) => typeof value === "string");
