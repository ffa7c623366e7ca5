// The page: choose a capsule, read what was found. Texts come from WORDS, so that it speaks as the portal does.
const HERE = document.getElementById("capsule");
const ALONE = HERE.hasAttribute("data-alone");
let language = HERE.dataset.language || Object.keys(WORDS).find((one) => navigator.language.startsWith(one)) || "az";
let latest = null;

const say = (key, values = {}) =>
  (WORDS[language][key] ?? key).replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((one) => one !== null));
  return made;
}

function field(name, label, hint, accept) {
  const input = el("input", { class: "ds-input", type: "file", id: name, accept, "aria-describedby": `${name}-h` });
  const told = el("p", { class: "hint", id: `${name}-h` }, hint);
  return el("div", { class: "f" }, el("label", { for: name }, label), told, input);
}

function tongues() {
  if (!ALONE) return null;
  const buttons = Object.keys(WORDS).map((one) => {
    const button = el("button", { type: "button", lang: one, "aria-pressed": String(one === language) }, WORDS[one].name);
    button.addEventListener("click", () => {
      language = one;
      draw();
      document.querySelector("[aria-pressed=true]").focus();
    });
    return button;
  });
  return el("div", { class: "tongues", role: "group", "aria-label": say("language") }, ...buttons);
}

function draw() {
  const chosen = Array.from(HERE.querySelectorAll("input"), (one) => one.files);
  if (ALONE) [document.documentElement.lang, document.title] = [language, say("title")];
  const form = el(
    "form",
    { class: "fields" },
    field("file", say("file"), say("file-hint"), ".asice,.sce,.zip"),
    field("root", say("root"), say("root-hint"), ".pem,.crt,.cer,.der"),
    field("kept", say("kept"), say("kept-hint"), ".json"),
    el("div", { class: "actions" }, el("button", { class: "ds-button primary" }, say("check"))),
  );
  form.addEventListener("submit", check);
  const head = ALONE ? [el("h1", {}, say("title")), el("p", { class: "lead" }, say("lead"))] : [];
  const result = el("div", { id: "result", tabindex: "-1", role: "status" });
  HERE.replaceChildren(...[tongues(), ...head, form, result].filter(Boolean));
  HERE.querySelectorAll("input").forEach((input, place) => {
    if (chosen[place]?.length) input.files = chosen[place];
  });
  if (latest) show(latest);
}

async function bytesOf(name) {
  const [file] = document.getElementById(name).files;
  return file ? new Uint8Array(await file.arrayBuffer()) : null;
}

async function check(event) {
  event.preventDefault();
  const [file] = document.getElementById("file").files;
  const result = document.getElementById("result");
  latest = null;
  if (!file) return complain("no-file");
  result.replaceChildren(el("p", {}, say("wait")));
  let [trusted, kept] = [null, null];
  try {
    const root = await bytesOf("root");
    trusted = root ? certificatesIn(root)[0] : null;
    if (root && !trusted) return complain("bad-root");
  } catch {
    return complain("bad-root");
  }
  try {
    kept = await bytesOf("kept");
    if (kept) objectOf(kept).roots.forEach(({ day, body }) => isText(day, body));
  } catch {
    return complain("bad-kept");
  }
  latest = await examine(file, trusted, kept);
  show(latest);
  result.focus();
}

function complain(key) {
  const result = document.getElementById("result");
  result.replaceChildren(el("p", { class: "err" }, say(key)));
  result.focus();
}

function show(found) {
  const kind = { "TOTAL-PASSED": "ok", INDETERMINATE: "unsure" }[found.indication] ?? "no";
  const title = found.readable ? say(kind) : say("unreadable");
  const result = document.getElementById("result");
  result.dataset.indication = found.indication;
  result.dataset.broken = JSON.stringify(found.broken.map((one) => [one.code, one.where]));
  const told = (key) => section(say(key), found[key].map((one) => say(`f:${one.code}`, { where: one.where })));
  result.replaceChildren(
    ...[
      el("section", { class: `verdict ${kind}` }, el("div", {}, el("h2", {}, title), el("p", {}, say(`${kind}-then`)))),
      told("broken"),
      told("holds"),
      told("unknown"),
      found.signer && rows(say("seal"), [[say("seal-of"), found.signer.name], [say("print"), spaced(found.signer.fingerprint)]]),
      found.signer && el("p", { class: "small mute" }, say("print-then")),
      found.number ? aboutCase(found) : null,
      found.entries.length ? history(found) : null,
    ].filter(Boolean),
  );
}

const spaced = (text) => text.replace(/(.{8})(?=.)/g, "$1 ");

function section(title, lines) {
  if (!lines.length) return null;
  return el("section", {}, el("h3", {}, title), el("ul", {}, ...lines.map((one) => el("li", {}, one))));
}

function rows(title, pairs) {
  const shown = pairs.filter(([, text]) => text);
  const parts = shown.map(([label, text]) => el("div", {}, el("dt", {}, label), el("dd", {}, String(text))));
  return shown.length ? el("section", {}, el("h3", {}, title), el("dl", { class: "sum" }, ...parts)) : null;
}

// Only a text of this very name: an object of a stranger may have anything in its place.
const textIn = (texts, name = language) => (texts && Object.hasOwn(texts, name) && isText(texts[name]) ? texts[name] : "");

function aboutCase({ case: said, number }) {
  const texts = said.texts ?? {};
  const answers = (Array.isArray(said.labels) ? said.labels : []).filter((one) => one && isText(one.label, one.text));
  const files = (Array.isArray(said.files) ? said.files : []).map((one) => one && one.name).filter((one) => isText(one));
  return el(
    "div",
    {},
    rows(say("case"), [
      [say("service"), textIn(texts.service) || said.service],
      [say("number"), number],
      [say("state"), textIn(texts.states?.[said.state]) || said.state],
      [say("sent"), moment(said.sent_at)],
      [say("made"), moment(said.made_at)],
      [say("files"), files.join(", ")],
    ]) ?? "",
    rows(say("answers"), answers.map((one) => [one.label, one.text])) ?? "",
  );
}

function moment(text) {
  const read = new Date(isText(text) ? text : NaN);
  if (Number.isNaN(read.getTime())) return "";
  const two = (value) => String(value).padStart(2, "0");
  const day = [two(read.getDate()), two(read.getMonth() + 1), read.getFullYear()].join(".");
  return `${day} ${two(read.getHours())}:${two(read.getMinutes())}`;
}

function history({ entries, case: said }) {
  const heads = ["when", "what", "who"].map((key) => el("th", { scope: "col" }, say(key)));
  const lines = entries.slice(-500).map(({ at, kind, facts, openings }) => {
    const move = kind === "moved" ? textIn(said.texts?.moves?.[facts.transition]) : "";
    const who = openings.filter((one) => ["who", "for"].includes(one.name)).map((one) => one.value);
    const cells = [moment(at), move || textIn(WORDS[language], `k:${kind}`) || String(kind), who.sort().join(", ")];
    return el("tr", {}, ...cells.map((text) => el("td", {}, text)));
  });
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines));
  return el("section", {}, el("h3", {}, say("history")), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("history") }, table));
}

draw();
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  document.getElementById("file").files = event.dataTransfer.files;
  HERE.querySelector("form").requestSubmit();
});
