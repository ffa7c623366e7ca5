// Files are sent alone, each with its progress, while the form is filled in. Without scripts they go with the form.
(() => {
  "use strict";
  const AT_ONCE = 2;
  const jobs = new Map(); // the line of a file that is not there yet -> what is known of it
  const waiting = [];
  let going = 0, held = null; // held: the button with which the form is sent as soon as all files are there

  const zoneOf = (node) => node.closest?.("[data-upload]");
  const list = (zone) => zone.querySelector(".files");
  const chooser = (zone) => zone.querySelector("input[type=file]");
  const say = (text) => { const live = document.getElementById("live"); if (live) { live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); } };
  const megabytes = (bytes) => {
    const [number, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), "KB"] : [bytes / 1e6, "MB"];
    return `${number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })}\u00a0${unit}`;
  };

  // The page goes on from the version that its own change made. Somebody else's change leaves a gap, and is found out.
  const versions = new Map();
  const advance = (form, said) => {
    const [before, after] = (said || "").split(" "), field = form.elements.version;
    if (!after || !field) return;
    versions.set(before, after);
    while (versions.has(field.value)) { const now = field.value; field.value = versions.get(now); versions.delete(now); }
  };

  const ask = (zone, path, body, done, moved) => {
    const form = zone.closest("form"), request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
    request.setRequestHeader("Accept", "application/problem+json");
    request.addEventListener("load", () => {
      if (request.status < 300) advance(form, request.getResponseHeader("X-Versions"));
      done(request.status < 300, request.status < 300 ? request.responseText : reason(request, zone));
    });
    request.addEventListener("error", () => done(false, zone.dataset.lost));
    request.addEventListener("timeout", () => done(false, zone.dataset.lost));
    if (moved) request.upload.addEventListener("progress", moved); // behind send() nobody would be told any more
    request.send(body);
    return request;
  };
  const reason = (request, zone) => { try { const told = JSON.parse(request.responseText); return [told.detail, told.mend].filter(Boolean).join(" ") || zone.dataset.lost; } catch { return zone.dataset.lost; } };

  const show = (zone) => {
    const most = Number(zone.dataset.most), full = zone.hasAttribute("data-several") && list(zone).children.length >= most;
    zone.querySelector(".drop").hidden = full;
    zone.querySelector("[data-full]")?.remove();
  };

  const add = (zone, files) => files.forEach((file) => {
    const line = zone.querySelector("template").content.firstElementChild.cloneNode(true);
    line.querySelectorAll("[data-name]").forEach((name) => { name.textContent = name.classList.contains("vh") ? ` ${file.name}` : file.name; });
    line.querySelector("[data-size]").textContent = megabytes(file.size);
    line.querySelector("progress").setAttribute("aria-label", file.name);
    const there = list(zone).children.length, job = { zone, file, line, sending: line.querySelector("[data-said]").textContent };
    list(zone).append(line);
    jobs.set(line, job);
    if (zone.hasAttribute("data-several") && there >= Number(zone.dataset.most)) fail(job, zone.dataset.many, false);
    else if (file.size > Number(zone.dataset.bytes)) fail(job, zone.dataset.large, false);
    else { waiting.push(job); next(); }
  });

  const next = () => {
    while (going < AT_ONCE && waiting.length) start(waiting.shift());
    if (!going && !waiting.length && held) { const button = held; held = null; button.form.requestSubmit(button); }
  };

  const start = (job) => {
    going += 1;
    const body = new FormData();
    body.append(job.zone.dataset.path, job.file, job.file.name);
    const over = (well, said) => { going -= 1; job.request = null; if (well) finish(job, said); else fail(job, said, true); next(); };
    const moved = (event) => { if (event.lengthComputable) job.line.querySelector("progress").value = 100 * event.loaded / event.total; };
    job.request = ask(job.zone, job.zone.dataset.upload, body, over, moved);
    job.request.addEventListener("abort", () => { going -= 1; next(); });
  };

  const finish = (job, html) => {
    const box = document.createElement("template"), { zone, line } = job, here = line.contains(document.activeElement);
    box.innerHTML = html;
    const made = box.content.querySelector("li");
    if (!zone.hasAttribute("data-several")) [...list(zone).children].forEach((other) => { if (!jobs.has(other)) other.remove(); });
    line.replaceWith(made);
    jobs.delete(line);
    window.htmx?.process(made);
    if (here) made.querySelector("button").focus();
    say(`${job.file.name}: ${made.querySelector("[role=status]").textContent.trim()}`);
    show(zone);
  };

  const fail = (job, text, again) => {
    job.line.className = "bad";
    job.line.querySelector("progress").hidden = true;
    job.line.querySelector("[data-retry]").hidden = !again;
    const said = job.line.querySelector("[data-said]");
    said.setAttribute("role", "alert");
    said.textContent = text;
    held = null;
    show(job.zone);
  };

  const retry = (job) => {
    job.line.className = "going";
    job.line.querySelector("progress").hidden = false;
    job.line.querySelector("progress").value = 0;
    job.line.querySelector("[data-retry]").hidden = true;
    job.line.querySelector("[data-said]").removeAttribute("role");
    job.line.querySelector("[data-said]").textContent = job.sending;
    job.line.querySelector("[data-cancel]").focus();
    waiting.push(job); next();
  };

  const cancel = (job) => {
    const place = waiting.indexOf(job);
    if (place >= 0) waiting.splice(place, 1);
    jobs.delete(job.line); job.line.remove();
    job.request?.abort();
    show(job.zone); chooser(job.zone).focus(); say(`${job.file.name}: ${job.zone.dataset.stopped}`);
  };

  const remove = (button) => {
    const zone = zoneOf(button), line = button.closest("li");
    button.disabled = true;
    ask(zone, button.dataset.remove, new URLSearchParams(), (well, said) => {
      button.disabled = false;
      if (!well) { line.querySelector("[role=status]").textContent = said; say(said); button.focus(); return; }
      line.remove(); show(zone); chooser(zone).focus();
    });
  };

  document.addEventListener("change", (event) => {
    const input = event.target, zone = input.type === "file" && zoneOf(input);
    if (!zone) return;
    add(zone, [...input.files]); input.value = "";
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-upload] button"); if (!button) return;
    const job = jobs.get(button.closest("li"));
    if (button.dataset.remove) { event.preventDefault(); remove(button); }
    else if (job && button.hasAttribute("data-cancel")) cancel(job);
    else if (job && button.hasAttribute("data-retry")) retry(job);
  });
  document.addEventListener("submit", (event) => {
    if (!going && !waiting.length) return;
    event.preventDefault(); event.stopImmediatePropagation();
    held = event.submitter; say(event.target.querySelector("[data-upload]")?.dataset.wait || "");
  }, true);
  for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => { event.target.closest?.(".drop")?.classList.toggle("over", over); });
  }
})();
