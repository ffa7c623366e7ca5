// Words and shape of an answer. The words stand in the page, in its language.
const KINDS = { active: "ok", good: "ok", elsewhere: "no", "not-now": "no", ended: "no", expired: "no", open: "unsure", "not-ours": "no" };

const pad = (number) => String(number).padStart(2, "0");
const BAKU = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Baku", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

/** @param {number} when milliseconds */
export function moment(when) {
  const part = Object.fromEntries(BAKU.formatToParts(when).map(({ type, value }) => [type, value]));
  return `${part.day}.${part.month}.${part.year}, ${pad(part.hour)}:${part.minute}`;
}

/** @param {number} passed milliseconds */
export function age(passed) {
  const minutes = Math.floor(passed / 60_000);
  if (minutes < 1) return say("now");
  if (minutes < 60) return say("minutes", { count: minutes });
  return minutes < 48 * 60 ? say("hours", { count: Math.floor(minutes / 60) }) : say("days", { count: Math.floor(minutes / 1440) });
}

/** A text of the page, with values in place of {names}. */
export function say(name, values = {}) {
  const text = document.querySelector(`template[data-text="${name}"]`).content.textContent;
  return text.replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

export function showProblem(name) {
  show(name, {}, (shown) => shown.querySelector("[data-known]").remove());
}

export function showResult(paper, { verdict, unknown }, { keys, statement, compares }) {
  const carried = paper.carried.map(([name, value]) => [name, name === compares?.end && value === "00:00" ? "24:00" : value]);
  const said = Object.fromEntries(carried), named = (name) => said[compares?.[name]] ?? "";
  const of = {
    moment: statement ? moment(statement.issuedAt) : "", until: paper.expires ? moment(paper.expires - 1) : "",
    place: named("place"), opens: named("opens"), start: named("start"), end: named("end"),
  };
  show(verdict, of, (shown) => {
    shown.querySelector("dl").append(...rows(paper, carried).map(row));
    const words = (name) => say(`unknown-${name}`, name === "old-keys" ? { moment: moment(keys.issuedAt) } : of);
    shown.querySelector("[data-unknown]").append(...[...unknown, "person"].map((name) => element("li", words(name))));
    shown.querySelector("[data-online]").href = `/v/${encodeURIComponent(paper.number)}`;
  });
}

function show(name, values, fill) {
  const shown = document.getElementById("answer").content.cloneNode(true), box = shown.querySelector(".verdict");
  const kind = KINDS[name] ?? "unsure";
  box.classList.add(kind);
  box.querySelector("use").setAttribute("href", kind === "ok" ? "#i-verify" : "#i-alert");
  box.querySelector("h2").textContent = say(`${name}-title`, values);
  box.querySelector("p").textContent = say(name, values);
  fill(shown);
  document.getElementById("result").replaceChildren(shown);
  box.focus();
}

function rows(paper, told) {
  const label = (name) => document.querySelector(`template[data-label="${CSS.escape(name)}"]`)?.content.textContent ?? name.split(".").at(-1);
  const carried = told.map(([name, value]) => [label(`${paper.attestation}.${name}`), value]);
  const until = paper.expires ? [[say("until"), moment(paper.expires - 1)]] : [];
  return [
    [say("document"), label(paper.attestation)], [say("number"), paper.number.replace(/(.{4})(?=.)/g, "$1-")], ...carried,
    [say("issuer"), paper.issuer.replace(/^https?:\/\//, "")], [say("issued"), moment(paper.issuedAt)], ...until,
  ];
}

function row([name, value]) {
  const line = document.createElement("div");
  line.append(element("dt", name), element("dd", value));
  return line;
}

const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
