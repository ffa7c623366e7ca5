// As much of DER, X.509 and CMS as a seal needs.
const OID = {
  signedData: "06092a864886f70d010702",
  data: "06092a864886f70d010701",
  contentType: "06092a864886f70d010903",
  messageDigest: "06092a864886f70d010904",
  signingCertificate: "060b2a864886f70d010910022f",
  ec: "06072a8648ce3d0201",
  rsa: "06092a864886f70d010101",
  commonName: "0603550403",
};
const CURVES = { "06082a8648ce3d030107": ["P-256", 32], "06052b81040022": ["P-384", 48] };
const METHODS = {
  "06082a8648ce3d040302": ["EC", "SHA-256"],
  "06082a8648ce3d040303": ["EC", "SHA-384"],
  "06092a864886f70d010101": ["RSA", "SHA-256"],
  "06092a864886f70d01010b": ["RSA", "SHA-256"],
  "06092a864886f70d01010c": ["RSA", "SHA-384"],
  "06092a864886f70d01010d": ["RSA", "SHA-512"],
};

function nodeAt(bytes, at, limit) {
  let length = bytes[at + 1];
  let body = at + 2;
  if (length > 0x84 || length === 0x80) throw new Error("no DER");
  if (length > 0x80) {
    const count = length - 0x80;
    length = 0;
    for (let place = 0; place < count; place += 1) length = length * 256 + bytes[body + place];
    body += count;
    if (length < 0x80 || bytes[body - count] === 0) throw new Error("no DER");
  }
  const end = body + length;
  if (!(end <= limit)) throw new Error("no DER");
  return { tag: bytes[at], all: bytes.subarray(at, end), inner: bytes.subarray(body, end) };
}

function whole(bytes) {
  const node = nodeAt(bytes, 0, bytes.length);
  if (node.all.length !== bytes.length) throw new Error("something behind it");
  return node;
}

function inside(node) {
  const found = [];
  for (let at = 0; at < node.inner.length; ) {
    const one = nodeAt(node.inner, at, node.inner.length);
    found.push(one);
    at += one.all.length;
  }
  return found;
}

const idOf = (node) => hex(node.all);

function certificateOf(bytes) {
  const [body, method, signature] = inside(whole(bytes));
  const parts = inside(body).filter((one) => one.tag !== 0xa0);
  const [serial, , issuer, validity, subject, key] = parts;
  const [from, until] = inside(validity).map(timeOf);
  return { bytes, body, method: idOf(inside(method)[0]), signature: signature.inner.subarray(1), serial, issuer, from, until, subject, key };
}

function timeOf(node) {
  const text = String.fromCharCode(...node.inner);
  const year = node.tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? "20" : "19") + text.slice(0, 2) : text.slice(0, 4);
  const rest = text.slice(node.tag === 0x17 ? 2 : 4);
  return Date.parse(`${year}-${rest.slice(0, 2)}-${rest.slice(2, 4)}T${rest.slice(4, 6)}:${rest.slice(6, 8)}:${rest.slice(8, 10)}Z`);
}

function nameOf(certificate) {
  for (const set of inside(certificate.subject)) {
    for (const pair of inside(set)) {
      const [id, value] = inside(pair);
      if (idOf(id) === OID.commonName) return new TextDecoder().decode(value.inner);
    }
  }
  return "";
}

// ECDSA's two numbers side by side, as WebCrypto wants them.
function sideBySide(signature, size) {
  const numbers = inside(whole(signature)).map((one) => {
    let bytes = one.inner;
    while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.subarray(1);
    if (one.tag !== 2 || bytes.length > size) throw new Error("no signature");
    return joined([new Uint8Array(size - bytes.length), bytes]);
  });
  if (numbers.length !== 2) throw new Error("no signature");
  return joined(numbers);
}

async function verified(certificate, method, signature, signed, raw = false) {
  const [kind, hash] = METHODS[method] ?? [];
  const [algorithm, curve] = inside(inside(certificate.key)[0]).map(idOf);
  if (kind === "EC" && algorithm === OID.ec && CURVES[curve]) {
    const [namedCurve, size] = CURVES[curve];
    const key = await crypto.subtle.importKey("spki", certificate.key.all, { name: "ECDSA", namedCurve }, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash }, key, raw ? signature : sideBySide(signature, size), signed);
  }
  if (kind === "RSA" && algorithm === OID.rsa) {
    const how = { name: "RSASSA-PKCS1-v1_5", hash };
    const key = await crypto.subtle.importKey("spki", certificate.key.all, how, false, ["verify"]);
    return crypto.subtle.verify(how, key, signature, signed);
  }
  return false;
}

function certificatesIn(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  if (!text.includes("-----BEGIN")) return [certificateOf(bytes)];
  const found = text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g);
  return Array.from(found, ([, inner]) => certificateOf(fromBase64(inner.replace(/\s/g, ""))));
}
