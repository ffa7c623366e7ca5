// What can be said of a paper whose signature holds, from what is known here. Pure: no network, no clock of its own.
const CLOCK = 5 * 60_000; // milliseconds by which two clocks may differ

/**
 * @typedef {{issuedAt: number, expires: number | null, status: number | null}} Paper as code.js reads it
 * @typedef {{issuedAt: number, expires: number, size: number, lists: string[]}} Statement
 * @typedef {{now: number, keys: {issuedAt: number, expires: number}, statement: Statement | null, ended: boolean | null}}
 *   Known ended: the paper's bit; null when its list is not here
 * @typedef {{verdict: "active" | "good" | "ended" | "expired" | "open" | string, unknown: string[]}} Judgement unknown: what could not be
 *   known, by name; the page has the words
 */

/**
 * @param {Paper} paper @param {Known} known
 * @param {((paper: Paper, known: Known) => Partial<Judgement> | null)[]} rules more of them, such as of place and time;
 *   the first that gives a verdict of its own decides on a paper that is not over; what they could not know is told too
 * @returns {Judgement}
 */
export function judge(paper, known, rules = []) {
  const found = [...OURS, ...rules].map((rule) => rule(paper, known)).filter(Boolean);
  const unknown = [...new Set(found.flatMap((one) => one.unknown ?? []))];
  const said = found.map((one) => one.verdict).filter(Boolean);
  const verdict = OVER.find((one) => said.includes(one)) ?? said.find((one) => one !== "open") ?? said[0] ?? "active";
  if (verdict !== "active") return { verdict, unknown };
  return { verdict: found.some((one) => one.fits) ? "good" : verdict, unknown: [...unknown, "since"] };
}

const OVER = ["ended", "expired"]; // whatever a rule says besides
const open = (why) => ({ verdict: "open", unknown: [why] });

/** It was ended before the list was made. Nothing takes that back, however old the list is. */
const endedOnTheList = (_paper, { ended }) => (ended ? { verdict: "ended" } : null);

const byItsOwnDates = ({ expires }, { now }) => (expires !== null && expires <= now ? { verdict: "expired" } : null);

/** A clock that is behind makes old papers good; one that is ahead is found by nobody. */
const clockBehind = ({ issuedAt }, { now, keys, statement }) =>
  Math.max(issuedAt, keys.issuedAt, statement?.issuedAt ?? 0) > now + CLOCK ? open("clock") : null;

const keysOfToday = (_paper, { now, keys }) => (keys.expires <= now ? open("old-keys") : null);

function onTheList({ status, issuedAt }, { now, statement, ended }) {
  if (ended) return null;
  if (status === null) return open("unlisted");
  if (statement === null) return open("no-list");
  if (statement.expires <= now) return open("old-list");
  if (issuedAt >= statement.issuedAt || status >= statement.size * statement.lists.length) return open("newer");
  return ended === null ? open("no-list") : null;
}

const OURS = [endedOnTheList, byItsOwnDates, clockBehind, keysOfToday, onTheList];
