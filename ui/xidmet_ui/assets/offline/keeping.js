// What this device knows: keys, statement and lists, kept by the browser and fetched anew whenever there is a network.
import { readKeys } from "./keys.js";
import { isEnded, isNamed, readStatement } from "./statuses.js";

const KEYS = "/.well-known/xidmet-keys.json", STATEMENT = "/.well-known/xidmet-status.jwt", LISTS = "/.well-known/xidmet-status/";
const store = () => caches.open("xidmet-known");

/** Of what is kept: keys by id, when their list was made and until when it holds, and the statement; null for none. */
export async function known() {
  const kept = await store(), listed = await (await kept.match(KEYS))?.json();
  if (!listed) return { keys: null, ids: new Map(), statement: null };
  const ids = await readKeys(listed), signed = await (await kept.match(STATEMENT))?.text();
  const keys = { issuedAt: Date.parse(listed.issued_at), expires: Date.parse(listed.expires) };
  return { keys, ids, statement: signed ? await readStatement(signed, ids).catch(() => null) : null };
}

/** Is the one at this place ended? null when its list is not here. @param {number} index */
export async function endedAt(statement, index) {
  const name = index === null ? undefined : statement?.lists[Math.floor(index / statement.size)];
  const found = name && await (await store()).match(LISTS + name);
  return found ? isEnded(new Uint8Array(await found.arrayBuffer()), index % statement.size) : null;
}

/** Fetch what is new. A statement is kept only with all its lists, and never in place of a newer one. */
export async function update() {
  const kept = await store(), before = (await known()).statement;
  const keys = await fetched(KEYS), listed = await keys.clone().json();
  await kept.put(KEYS, keys);
  const answer = await fetched(STATEMENT), signed = await answer.clone().text();
  const statement = await readStatement(signed, await readKeys(listed));
  if (before && statement.issuedAt < before.issuedAt) return;
  for (const name of new Set(statement.lists)) await keep(kept, name);
  await kept.put(STATEMENT, answer);
  await forget(kept, new Set(statement.lists.map((name) => LISTS + name)));
}

async function keep(kept, name) {
  if (await kept.match(LISTS + name)) return;
  const answer = await fetched(LISTS + name), packed = new Uint8Array(await answer.clone().arrayBuffer());
  if (!await isNamed(packed, name)) throw new Error("This list is another one than was stated.");
  await kept.put(LISTS + name, answer);
}

async function forget(kept, wanted) {
  for (const request of await kept.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(LISTS) && !wanted.has(pathname)) await kept.delete(request);
  }
}

async function fetched(path) {
  const answer = await fetch(path, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}
