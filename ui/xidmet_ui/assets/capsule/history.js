// The rows of a case's journal as they were hashed: their order, their links, and the values behind commitments.
const MOST_LINE = 1000000;
const hashOf = (text) => sha256Hex(utf8(text));

async function rowOf(line) {
  try {
    const read = objectOf(line);
    if (Object.keys(read).sort().join() !== "before,body,hash,openings") return null;
    if (!isText(read.before, read.body, read.hash) || !Array.isArray(read.openings)) return null;
    if (!read.openings.every((one) => isText(one.name, one.salt, one.value))) return null;
    const said = objectOf(read.body);
    const committed = said.commitments;
    if (!Number.isInteger(said.place) || said.place <= 0 || said.place >= 1e9) return null;
    if (committed === null || typeof committed !== "object" || Array.isArray(committed)) return null;
    const own = read.hash === (await hashOf(`${read.before}\n${read.body}`)) && canonical(said) === read.body;
    return { ...read, said, place: said.place, holds: own && said.format === 1 };
  } catch {
    return null;
  }
}

async function examineHistory(bytes, proofs, wanted, findings) {
  const gone = { rows: 0, last: 0, before: "", hashes: new Map(), opened: 0, bound: 0, digest: "", entries: [] };
  const broken = findings.broken.length;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    at = end < 0 ? bytes.length : end + 1;
    gone.rows += 1;
    await step(gone, line.length > MOST_LINE ? null : await rowOf(line), proofs.chain, wanted, findings);
  }
  if (gone.last < proofs.rows) findings.breaks("row-cut-off", gone.last + 1);
  else if (gone.last > proofs.rows) findings.breaks("row-added", proofs.rows + 1);
  else if (gone.before !== null && gone.before !== proofs.head) findings.breaks("head-differs");
  if (findings.broken.length === broken) {
    findings.bearsOut("history", gone.rows);
    findings.bearsOut("values", gone.opened);
  }
  return gone;
}

async function step(gone, row, chain, wanted, findings) {
  if (!row) {
    gone.last += 1;
    gone.before = null;
    findings.breaks("row-altered", gone.last);
    return;
  }
  if (row.place !== gone.last + 1) {
    const later = row.place > gone.last;
    findings.breaks(later ? "row-missing" : "row-moved", later ? gone.last + 1 : row.place);
    gone.before = null;
  }
  if (!row.holds) findings.breaks("row-altered", row.place);
  else if (row.said.chain !== chain) findings.breaks("other-case", HISTORY);
  else if (gone.before !== null && row.before !== gone.before) findings.breaks("row-altered", Math.max(1, row.place - 1));
  gone.before = row.holds && row.place > gone.last ? row.hash : null;
  gone.last = Math.max(gone.last, row.place);
  if (wanted.has(row.place)) gone.hashes.set(row.place, row.hash);
  await openValues(gone, row, findings);
}

async function openValues(gone, row, findings) {
  const committed = row.said.commitments;
  if (Object.hasOwn(committed, "answers") && row.said.kind === "moved") [gone.bound, gone.digest] = [row.place, ""];
  for (const { name, salt, value } of row.openings) {
    gone.opened += 1;
    const own = Object.hasOwn(committed, name) ? committed[name] : "";
    if (own !== (await hashOf(`${salt}\x1f${name}\x1f${value}`))) findings.breaks("value-differs", `${row.place}, ${name}`);
    else if (name === "answers" && gone.bound === row.place) gone.digest = value;
  }
  gone.entries.push({ at: row.said.at, kind: row.said.kind, facts: row.said.facts ?? {}, openings: row.openings });
}
