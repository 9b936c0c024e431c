// Leaving at once: the link "Leave now", or Shift three times within five seconds.
// Without this script the link still works; with it, the page is blank before it goes and Back does not return to it.
"use strict";
(() => {
  const link = document.getElementById("exit");
  const { one, two, gone } = link.dataset;
  const address = link.href;
  const PRESSES = 3;
  const WITHIN = 5000;
  let presses = [];
  let alone = false;

  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "vh";
  document.body.append(said);

  // Covered first, then emptied: a slow network, a snapshot or a page kept by the browser must have nothing to show.
  function blank() {
    const cover = document.createElement("div");
    cover.className = "cover";
    document.body.prepend(cover);
    document.title = "\u00a0";
    document.querySelectorAll("form").forEach((form) => form.reset());
    document.body.replaceChildren(cover, said);
    said.textContent = gone;
  }

  function leave(event) {
    if (event) event.preventDefault();
    blank();
    location.replace(address);
  }

  // A Shift that makes a capital letter is not a sign of wanting to leave.
  function down(event) {
    alone = event.key === "Shift";
    if (!alone) presses = [];
  }

  function up(event) {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    const now = performance.now();
    presses = presses.filter((moment) => now - moment < WITHIN);
    presses.push(now);
    if (presses.length >= PRESSES) return leave();
    said.textContent = presses.length === 1 ? two : one;
  }

  link.addEventListener("click", leave);
  document.addEventListener("keydown", down);
  document.addEventListener("keyup", up);
})();
