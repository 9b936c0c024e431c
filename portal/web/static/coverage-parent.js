// The page around a coverage map: opens its frame when it is wanted, fetches the figures once and hands them over.
"use strict";
(() => {
  const holder = document.getElementById("map");
  if (!holder) return;
  let frame = null;
  let data = null;

  const open = () => {
    frame = document.createElement("iframe");
    frame.title = holder.dataset.title;
    frame.src = holder.dataset.src;
    // Shift three times leaves the page from inside the map too.
    frame.addEventListener("load", () => ["keydown", "keyup"].forEach((kind) => {
      const pass = ({ key }) => document.dispatchEvent(new KeyboardEvent(kind, { key }));
      frame.contentDocument.addEventListener(kind, pass);
    }));
    holder.replaceChildren(frame);
    frame.focus();
  };

  const figures = async () => {
    if (!holder.dataset.from) return JSON.parse(document.getElementById("map-data").textContent);
    const answer = await fetch(holder.dataset.from, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const hand = async () => {
    try {
      data ||= await figures();
      frame.contentWindow.postMessage({ type: "coverage", ...data }, location.origin);
    } catch {
      // No connection, or too many at once: the table on the page says the same.
      frame.remove();
      frame = null;
      offer();
    }
  };

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = holder.dataset.show;
  button.addEventListener("click", open);
  const offer = () => holder.replaceChildren(button);

  addEventListener("message", (event) => {
    const ours = event.origin === location.origin && frame && event.source === frame.contentWindow;
    if (ours && event.data && event.data.type === "ready") hand();
  });
  offer();
})();
