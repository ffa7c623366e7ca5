// Place, days and hours of a paper against where and when this device is. Pure, and in the form of a rule of judging.js.
const MONTHS = ["yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"];
const MOMENT = /^(\d{1,2}) (\p{L}+) (\d{4}), (\d{2}):(\d{2})$/u; // as papers are issued, in the language of the state
const HOUR = /^([01]\d|2[0-3]):[0-5]\d$/;
const BAKU = 4 * 3_600_000; // milliseconds before Greenwich; Azerbaijan keeps no summer time since 2016

/**
 * @typedef {{place: string, opens: string, start: string, end: string}} Compares names of what the paper carries
 * @param {Compares} compares @param {string} here where the device is, as papers name places; "" when nobody said it
 * @param {string[]} places all that are known
 */
export function placeAndTime(compares, here, places) {
  return ({ carried }, { now }) => {
    const said = Object.fromEntries(carried), unknown = [];
    const asked = [compares.place, compares.opens, compares.start, compares.end].filter(Boolean);
    if (asked.some((name) => !said[name])) return { unknown: ["compared"] };
    if (compares.place) {
      if (!here) unknown.push("place");
      else if (!places.includes(said[compares.place])) unknown.push("compared");
      else if (said[compares.place] !== here) return { verdict: "elsewhere" };
    }
    const fits = [compares.opens ? opened(said[compares.opens], now) : true, compares.start ? within(said[compares.start], said[compares.end], now) : true];
    if (fits.includes(false)) return { verdict: "not-now", unknown };
    if (fits.includes(null)) unknown.push("compared");
    return unknown.length ? { unknown } : { fits: true };
  };
}

/** Has the moment come? null when it is not written as this device understands it. */
export function opened(text, now) {
  const [, day, month, year, hour, minute] = MOMENT.exec(text) ?? [], at = MONTHS.indexOf(month);
  return at < 0 ? null : Date.UTC(year, at, day, hour, minute) - BAKU <= now;
}

/** Between two times of day; from 21:00 to 06:00 crosses midnight, twice the same is the whole day. */
export function within(start, end, now) {
  if (!HOUR.test(start) || !HOUR.test(end)) return null;
  const hour = new Date(now + BAKU).toISOString().slice(11, 16);
  return start < end ? start <= hour && hour < end : hour >= start || hour < end;
}
