// Says some minutes before a session ends that it will; staying is one press, unless its whole time is over.
(() => {
  "use strict";
  const box = document.getElementById("ending"); if (!box) return;
  const BEFORE = 300; // seconds
  const over = Date.now() + Number(box.dataset.lasts) * 1000, stay = box.querySelector("[data-stay]");
  let idle;
  const done = () => { idle = Date.now() + Number(box.dataset.idle) * 1000; look(); };
  const look = () => {
    const soon = Date.now() + BEFORE * 1000;
    stay.hidden = over <= soon;
    box.hidden = Math.min(idle, over) > soon;
  };
  stay.firstElementChild.addEventListener("click", () => fetch("/api/v1/session", { headers: { Accept: "application/json" } }).then((answer) => { if (answer.ok) done(); }));
  document.addEventListener("htmx:after:swap", done);
  document.addEventListener("visibilitychange", look); // a sleeping computer's timers stand still
  done(); setInterval(look, 15000);
})();
