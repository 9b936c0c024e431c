// The list someone keeps: lives in this page alone, to be printed or saved as text. Nothing is stored or sent.
"use strict";
(() => {
  const panel = document.getElementById("kept");
  const items = document.getElementById("kept-items");
  const bar = document.getElementById("kept-bar");
  const buttons = document.getElementById("kept-buttons");
  const whole = document.getElementById("kept-list");
  if (!buttons) return;

  const clean = (node) => node.innerText.replace(/\s+/g, " ").trim();

  // A listing as lines of text: its name without its number, then everything needed to call.
  const lines = (article) => [
    clean(article.querySelector("h3 a")),
    ...[...article.querySelectorAll(":scope > p:not(.keep), .numbers li")].map(clean),
  ].filter(Boolean);

  const chosen = () =>
    whole
      ? [...whole.querySelectorAll("article")]
      : [...document.querySelectorAll("input[name=keep]:checked")].map((box) => box.closest("article"));

  function draw() {
    const kept = chosen();
    items.replaceChildren(
      ...kept.map((article) => {
        const item = document.createElement("li");
        const [name, ...rest] = lines(article);
        item.append(Object.assign(document.createElement("b"), { textContent: name }));
        for (const line of rest) item.append(Object.assign(document.createElement("span"), { textContent: line }));
        return item;
      }),
    );
    buttons.hidden = bar.hidden = !kept.length;
    const link = Object.assign(document.createElement("a"), { href: "#kept" });
    link.textContent = `${panel.dataset.count} ${kept.length}`;
    bar.replaceChildren(link);
  }

  function save() {
    const two = (number) => String(number).padStart(2, "0");
    const now = new Date();
    const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    const text = chosen().map((article) => lines(article).join("\n")).join("\n\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text + "\n"], { type: "text/plain;charset=utf-8" }));
    link.download = `list-${day}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function print() {
    document.documentElement.classList.toggle("print-kept", !whole);
    window.print();
    document.documentElement.classList.remove("print-kept");
  }

  buttons.addEventListener("click", (event) => {
    if (event.target.dataset.act === "save") save();
    if (event.target.dataset.act === "print") print();
  });
  if (whole) {
    buttons.hidden = false;
    return;
  }
  // A browser that goes back may have kept the ticks.
  document.addEventListener("change", (event) => event.target.name === "keep" && draw());
  draw();
})();
