// Base45 (RFC 9285): bytes in the signs that a QR code holds most densely.
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** @param {string} text @returns {Uint8Array} Throws for anything that is none. */
export function decode(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = [...text.slice(at, at + 3)].map((sign) => SIGNS.indexOf(sign));
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (digits.includes(-1) || digits.length === 1 || value >= 256 ** (digits.length - 1)) throw new Error("no base45");
    if (digits.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}
