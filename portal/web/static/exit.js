// Leaving at once: the link "Leave now", or Shift three times within five seconds.
// Without this script the link still works; with it, the page is replaced, so that Back does not return here.
"use strict";
(() => {
  const link = document.getElementById("exit");
  const PRESSES = 3;
  const WITHIN = 5000;
  let presses = [];
  let alone = false;

  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "vh";
  document.body.append(said);

  function leave(event) {
    if (event) event.preventDefault();
    const cover = document.createElement("div");
    cover.className = "cover";
    document.body.append(cover);
    document.title = " ";
    said.textContent = link.dataset.gone;
    location.replace(link.href);
  }

  // A Shift that makes a capital letter is not a sign of wanting to leave.
  function down(event) {
    alone = event.key === "Shift";
    if (!alone) presses = [];
  }

  function up(event) {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    const now = event.timeStamp;
    presses = presses.filter((moment) => now - moment < WITHIN);
    presses.push(now);
    if (presses.length >= PRESSES) return leave();
    said.textContent = presses.length === 1 ? link.dataset.two : link.dataset.one;
  }

  link.addEventListener("click", leave);
  document.addEventListener("keydown", down);
  document.addEventListener("keyup", up);
})();
