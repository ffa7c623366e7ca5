// The page of the check without a network: reads codes, shows what is known of them and what could not be known.
import { NotOurs, UnknownKey, signedIn, verify } from "./code.js";
import { placeAndTime } from "./comparing.js";
import { judge } from "./judging.js";
import { endedAt, known, update } from "./keeping.js";
import { readPicture, watch } from "./reading.js";
import { age, moment, say, showProblem, showResult } from "./showing.js";

const DAY = 86_400_000; // milliseconds
const AGAIN = 5 * 60_000; // milliseconds between two updates while the page is open
const at = (id) => document.getElementById(id);
let stop = null, installed = false; // the camera's end; does the browser keep this page?

async function check(text) {
  const here = await known();
  if (!here.keys) return showProblem("no-keys");
  let paper;
  try { paper = await verify(signedIn(text), here.ids); } catch (error) {
    if (!(error instanceof NotOurs || error instanceof UnknownKey)) throw error;
    return showProblem(error instanceof UnknownKey ? "unknown-key" : "not-ours");
  }
  const ended = await endedAt(here.statement, paper.status);
  const rules = rulesOf(paper);
  const judged = judge(paper, { now: Date.now(), keys: here.keys, statement: here.statement, ended }, rules);
  showResult(paper, judged, { ...here, compares: comparesOf(paper) });
}

const comparesOf = (paper) => document.querySelector(`template[data-compares="${CSS.escape(paper.attestation)}"]`)?.dataset ?? null;

/** Where and when papers of this kind are good. */
function rulesOf(paper) {
  const compares = comparesOf(paper);
  if (!compares) return [];
  const chosen = document.querySelector(`select[data-place-of="${CSS.escape(paper.attestation)}"]`);
  return [placeAndTime(compares, chosen?.value ?? "", [...(chosen?.options ?? [])].map((one) => one.value).filter(Boolean))];
}

/** The place stays on this device, for the next paper in the same street. */
function rememberPlaces() {
  for (const chosen of document.querySelectorAll("select[data-place-of]")) {
    const name = `place:${chosen.dataset.placeOf}`;
    try { chosen.value = localStorage.getItem(name) ?? ""; } catch { /* a browser that keeps nothing */ }
    if (chosen.selectedIndex < 0) chosen.value = "";
    chosen.addEventListener("change", () => { try { localStorage.setItem(name, chosen.value); } catch { /* as above */ } });
  }
}

async function showAges() {
  const { keys, statement } = await known(), now = Date.now();
  const told = (one) => (one ? say("as-of", { moment: moment(one.issuedAt), age: age(now - one.issuedAt) }) : say("none"));
  at("keys-age").textContent = told(keys);
  at("list-age").textContent = told(statement);
  at("old").hidden = !keys || Math.max(now - (statement?.issuedAt ?? 0), now - keys.issuedAt) < DAY;
  at("ready").textContent = say(installed && keys && statement ? "ready" : "not-ready");
}

async function renew() {
  at("renewed").textContent = "";
  try {
    await update();
    at("renewed").textContent = say("renewed");
  } catch { at("renewed").textContent = say(navigator.onLine ? "not-renewed" : "no-network"); }
  await showAges();
}

async function readFile(file) {
  let text;
  try { text = await readPicture(file); } catch { return showProblem("no-picture"); }
  return text ? check(text) : showProblem("no-code");
}

async function toggleCamera() {
  if (stop) return endCamera();
  const video = at("video");
  at("camera").disabled = true;
  video.hidden = false;
  at("looking").textContent = say("looking");
  try {
    stop = await watch(video, (text) => { endCamera(); check(text); });
    at("camera").textContent = say("stop-camera");
  } catch {
    endCamera();
    showProblem("no-camera");
  } finally { at("camera").disabled = false; }
}

function endCamera() {
  stop?.();
  stop = null;
  at("video").hidden = true;
  at("looking").textContent = "";
  at("camera").textContent = say("start-camera");
}

rememberPlaces();
at("camera").addEventListener("click", toggleCamera);
at("picture").addEventListener("change", ({ target }) => { if (target.files[0]) readFile(target.files[0]).finally(() => { target.value = ""; }); });
at("typed").addEventListener("submit", (event) => { event.preventDefault(); check(at("text").value); });
at("renew").addEventListener("click", renew);
addEventListener("online", renew);
addEventListener("pagehide", endCamera);
setInterval(() => (navigator.onLine ? renew() : showAges()), AGAIN);
at("camera").hidden = !navigator.mediaDevices?.getUserMedia;
at("tools").hidden = false;
navigator.serviceWorker?.register("/verify/offline/worker.js", { scope: "/verify/offline/" }).catch(() => null); // no network
navigator.serviceWorker?.ready.then(() => { installed = true; return showAges(); });
await showAges();
await renew();
