// CBOR (RFC 8949), as much of it as a signed QR holds: of known length, without floating point.
const DEEPEST = 8;
const SIMPLE = new Map([[20, false], [21, true], [22, null]]);

export class Tagged {
  constructor(tag, value) { this.tag = tag; this.value = value; }
}

/** The one item that these bytes are; maps as Map. @param {Uint8Array} bytes Throws for anything else. */
export function decode(bytes) {
  const reader = new Reader(bytes), value = reader.item(0);
  if (reader.at !== bytes.length) throw new Error("more than one item");
  return value;
}

/** A byte string with its head, as a signature's frame needs it. @param {Uint8Array} bytes */
export function byteString(bytes) {
  const { length } = bytes;
  const head = length < 24 ? [0x40 + length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  return Uint8Array.from([...head, ...bytes]);
}

class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Error("cut off");
    return this.bytes.subarray(this.at, this.at += count);
  }

  number(short) {
    if (short < 24) return short;
    if (short > 27) throw new Error("of no known length");
    const value = this.take(1 << (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (!Number.isSafeInteger(value)) throw new Error("too large");
    return value;
  }

  item(depth) {
    if (depth > DEEPEST) throw new Error("too deep");
    const [first] = this.take(1), kind = first >> 5, short = first & 31;
    if (kind === 7) {
      if (!SIMPLE.has(short)) throw new Error("of an unknown kind");
      return SIMPLE.get(short);
    }
    const number = this.number(short);
    switch (kind) {
      case 0: return number;
      case 1: return -1 - number;
      case 2: return this.take(number).slice();
      case 3: return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(number));
      case 4: return this.items(number, depth);
      case 5: return this.map(number, depth);
      default: return new Tagged(number, this.item(depth + 1));
    }
  }

  items(count, depth) {
    const found = [];
    while (found.length < count) found.push(this.item(depth + 1));
    return found;
  }

  map(count, depth) {
    const found = new Map();
    for (let left = count; left > 0; left--) {
      const key = this.item(depth + 1);
      if (typeof key !== "number" && typeof key !== "string") throw new Error("no key");
      found.set(key, this.item(depth + 1));
    }
    return found;
  }
}
