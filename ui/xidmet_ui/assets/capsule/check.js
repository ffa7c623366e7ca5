// Does a capsule still say what it said when it was sealed? The same findings as `xidmet capsule verify`.
const [CASE, ANSWERS, HISTORY, PROOFS, KEYS] = ["case.json", "answers.json", "history.jsonl", "proofs.json", "keys/seal.pem"];
const [MIMETYPE, MANY] = ["mimetype", "application/vnd.etsi.asic-e+zip"];
const [MANIFEST, SIGNATURE] = ["META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"];
const NEEDED = [CASE, ANSWERS, HISTORY, PROOFS, KEYS];
const HELD = new Set([...NEEDED, MANIFEST, SIGNATURE, MIMETYPE]);
const [MOST_HELD, MOST_HISTORY, MOST_FINDINGS] = [20000000, 1000000000, 200];
const [ASIC, DS] = ["http://uri.etsi.org/02918/v1.2.1#", "http://www.w3.org/2000/09/xmldsig#"];

class Findings {
  constructor() {
    [this.broken, this.unknown, this.holds] = [[], [], []];
    [this.readable, this.number, this.signer, this.case, this.entries] = [true, "", null, {}, []];
  }

  breaks(code, where = "") {
    const known = this.broken.some((one) => one.code === code && one.where === String(where));
    if (!known && this.broken.length < MOST_FINDINGS) this.broken.push({ code, where: String(where) });
  }

  leavesOpen(code, where = "") {
    this.unknown.push({ code, where: String(where) });
  }

  bearsOut(code, where = "") {
    this.holds.push({ code, where: String(where) });
  }

  get indication() {
    if (this.broken.length) return "TOTAL-FAILED";
    return this.holds.some((one) => one.code === "seal") ? "TOTAL-PASSED" : "INDETERMINATE";
  }
}

// trusted: a certificate the person relies on; kept: a copy of the published roots; either may be null.
async function examine(file, trusted, kept) {
  const findings = new Findings();
  const mark = await sliceOf(file, 0, 4);
  if (mark.length < 4 || new DataView(mark.buffer).getUint32(0, true) !== LOCAL) {
    findings.readable = false;
    findings.breaks("not-a-capsule");
    return findings;
  }
  const { held, digests } = await examineFiles(file, findings);
  const keys = await examineSeal(held, trusted, findings);
  const proofs = readOr(() => proofsOf(held.get(PROOFS)), held, PROOFS, findings);
  if (!proofs) return findings;
  const wanted = new Set(proofs.bindings.map((one) => one.place));
  const gone = held.has(HISTORY)
    ? await examineHistory(held.get(HISTORY), proofs, wanted, findings)
    : { bound: 0, digest: "", hashes: new Map(), entries: [] };
  findings.entries = gone.entries;
  await examineAnswers(held, gone, findings);
  examineCase(held, proofs, findings);
  examineDocuments(held, digests, findings);
  await examineRoots(proofs, gone.hashes, keys, findings);
  if (kept) examineKept(kept, proofs, findings);
  else findings.leavesOpen("roots-uncompared");
  return findings;
}

function readOr(read, held, name, findings) {
  try {
    return read();
  } catch {
    if (held.has(name)) findings.breaks("file-unreadable", name);
    return null;
  }
}

async function examineFiles(file, findings) {
  const frame = await readFrame(file);
  if (frame.damaged) findings.breaks("container-damaged", [...frame.entries.keys()].pop() ?? "");
  if (frame.altered) findings.breaks("container-altered");
  const [held, digests] = [new Map(), new Map()];
  for (const entry of frame.entries.values()) await readEntry(file, entry, held, digests, findings);
  const listed = manifestOf(held, findings);
  if (listed) nameFiles(frame, listed, held, digests, findings);
  if (!findings.broken.length) findings.bearsOut("files", listed.size);
  return { held, digests };
}

async function readEntry(file, entry, held, digests, findings) {
  let bytes;
  try {
    bytes = await sliceOf(file, entry.contentAt, entry.end);
  } catch {
    findings.breaks("too-big", entry.name);
    return;
  }
  digests.set(entry.name, await sha256Hex(bytes));
  if (HELD.has(entry.name)) {
    if (bytes.length <= (entry.name === HISTORY ? MOST_HISTORY : MOST_HELD)) held.set(entry.name, bytes);
    else findings.breaks("too-big", entry.name);
  }
  if (crc32(bytes) !== entry.crc) findings.breaks("container-altered");
}

function manifestOf(held, findings) {
  if (!held.has(MANIFEST)) {
    findings.breaks("file-missing", MANIFEST);
    return null;
  }
  return readOr(() => listedIn(textOf(held.get(MANIFEST))), held, MANIFEST, findings);
}

function listedIn(text) {
  if (text.includes("<!DOCTYPE")) throw new Error("no manifest of ours");
  const root = new DOMParser().parseFromString(text, "application/xml").documentElement;
  if (root.namespaceURI !== ASIC || root.localName !== "ASiCManifest") throw new Error("no manifest of ours");
  const [reference, ...files] = root.children;
  if (decodeURIComponent(reference.getAttribute("URI") ?? "") !== SIGNATURE) throw new Error("no manifest of ours");
  const listed = new Map();
  for (const one of files) {
    const name = decodeURIComponent(one.getAttribute("URI") ?? "");
    const [method, value] = one.children;
    const ours = one.namespaceURI === ASIC && one.localName === "DataObjectReference" && one.children.length === 2;
    const sha = method.getAttribute("Algorithm") === "http://www.w3.org/2001/04/xmlenc#sha256";
    if (!ours || !sha || value.namespaceURI !== DS || value.localName !== "DigestValue" || listed.has(name)) {
      throw new Error("no reference of ours");
    }
    listed.set(name, hex(fromBase64(value.textContent)));
  }
  return listed;
}

function nameFiles(frame, listed, held, digests, findings) {
  const needed = NEEDED.filter((name) => !listed.has(name));
  for (const name of [MIMETYPE, ...listed.keys(), ...needed, MANIFEST]) {
    if (!frame.entries.has(name)) findings.breaks("file-missing", name);
    else if (listed.has(name) && digests.get(name) !== listed.get(name)) findings.breaks("file-altered", name);
  }
  for (const name of frame.entries.keys()) {
    if (!listed.has(name) && ![MIMETYPE, MANIFEST, SIGNATURE].includes(name)) findings.breaks("file-added", name);
  }
  if (held.has(MIMETYPE) && !same(held.get(MIMETYPE), utf8(MANY))) findings.breaks("file-altered", MIMETYPE);
  const due = [MIMETYPE, ...listed.keys(), MANIFEST, SIGNATURE].filter((name) => frame.entries.has(name));
  const there = [...frame.entries.keys()].filter((name) => due.includes(name));
  const moved = there.find((name, place) => name !== due[place]);
  if (moved !== undefined) findings.breaks("file-moved", moved);
}

async function examineAnswers(held, gone, findings) {
  if (!held.has(ANSWERS)) return;
  if (!gone.digest) findings.leavesOpen("answers-unbound");
  else if ((await sha256Hex(held.get(ANSWERS))) !== gone.digest) findings.breaks("answers-differ", gone.bound);
  else findings.bearsOut("answers", gone.bound);
}

function examineCase(held, proofs, findings) {
  const read = () => {
    const found = objectOf(held.get(CASE));
    if (found.format !== "xidmet-capsule/1" || !found.files.every((one) => isText(one.sha256))) throw new Error("no case");
    return found;
  };
  const found = readOr(read, held, CASE, findings);
  if (!found) return;
  [findings.case, findings.number] = [found, String(found.number ?? "")];
  if (found.number !== proofs.number || found.chain !== proofs.chain) findings.breaks("other-case", CASE);
}

function examineDocuments(held, digests, findings) {
  const given = new Map();
  const gather = (value) => {
    if (value === null || typeof value !== "object") return;
    if (!Array.isArray(value) && ["id", "sha256", "name"].every((key) => key in value)) given.set(String(value.id), value.sha256);
    Object.values(value).forEach(gather);
  };
  const answers = held.has(ANSWERS) ? readOr(() => objectOf(held.get(ANSWERS)), held, ANSWERS, findings) : {};
  if (!answers) return;
  gather(answers);
  let [compared, differ] = [0, 0];
  for (const one of findings.case.files ?? []) {
    const there = digests.get(one.path) ?? one.sha256;
    if (there !== one.sha256 || (given.get(String(one.id)) ?? one.sha256) !== one.sha256) {
      differ += 1;
      findings.breaks("document-differs", one.path ?? one.name);
    }
    compared += given.has(String(one.id)) ? 1 : 0;
  }
  if (!differ && compared) findings.bearsOut("documents", compared);
}
