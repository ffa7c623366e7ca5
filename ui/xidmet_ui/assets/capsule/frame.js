// The ZIP around the files, which has one form only: nothing packed, no times, no comments, no gaps.
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const MOST_FILES = 20000;
const LONGEST_NAME = 250;

function written(...fields) {
  const bytes = new Uint8Array(fields.reduce((size, [width]) => size + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += width;
  }
  return bytes;
}

// version, names in UTF-8, stored, no time, 1980-01-01
const COMMON = [[2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21]];
const sizesOf = (entry, name) => [[4, entry.crc], [4, entry.size], [4, entry.size], [2, name.length], [2, 0]];

function headOf(entry) {
  const name = utf8(entry.name);
  return joined([written([4, LOCAL], ...COMMON, ...sizesOf(entry, name)), name]);
}

function tailOf(entries) {
  const listed = entries.map((entry) => {
    const name = utf8(entry.name);
    const rest = [[2, 0], [2, 0], [2, 0], [4, 0], [4, entry.at]];
    return joined([written([4, CENTRAL], [2, 20], ...COMMON, ...sizesOf(entry, name), ...rest), name]);
  });
  const size = listed.reduce((sum, one) => sum + one.length, 0);
  const at = entries.length ? entries[entries.length - 1].end : 0;
  const counts = [[2, entries.length], [2, entries.length], [4, size], [4, at], [2, 0]];
  return joined([...listed, written([4, END], [2, 0], [2, 0], ...counts)]);
}

const sliceOf = async (file, from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer());

function leadsElsewhere(name) {
  const parts = name.replace(/\/$/, "").split("/");
  return [...name].length > LONGEST_NAME || /[\\:\0]/.test(name) || parts.some((part) => ["", ".", ".."].includes(part));
}

async function entryAt(file, at) {
  const head = await sliceOf(file, at, at + 30);
  if (head.length < 30) return null;
  const view = new DataView(head.buffer);
  const raw = await sliceOf(file, at + 30, at + 30 + view.getUint16(26, true));
  try {
    const entry = { name: textOf(raw), size: view.getUint32(22, true), crc: view.getUint32(14, true), at };
    entry.contentAt = at + 30 + raw.length;
    entry.end = entry.contentAt + entry.size;
    const ours = same(joined([head, raw]), headOf(entry)) && entry.end <= file.size;
    return ours && !/\p{C}|\p{Z}(?<! )/u.test(entry.name) && !leadsElsewhere(entry.name) ? entry : null;
  } catch {
    return null;
  }
}

async function readFrame(file) {
  const entries = new Map();
  let at = 0;
  for (let entry = await entryAt(file, 0); entry; entry = await entryAt(file, at)) {
    if (entries.has(entry.name) || entries.size >= MOST_FILES) return { entries, damaged: true, altered: false };
    entries.set(entry.name, entry);
    at = entry.end;
  }
  const due = tailOf([...entries.values()]);
  const rest = await sliceOf(file, at, at + due.length + 1);
  const mark = rest.length < 4 ? 0 : new DataView(rest.buffer).getUint32(0, true);
  if (mark !== CENTRAL && mark !== END) return { entries, damaged: true, altered: false };
  return { entries, damaged: false, altered: !same(rest, due) };
}
