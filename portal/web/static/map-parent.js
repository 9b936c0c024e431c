// The page around the map: opens its frame when it is wanted, hands it the list, and goes where it points.
// What else fits is asked for with the question that stands in the page, and kept nowhere.
"use strict";
(() => {
  const holder = document.getElementById("map");
  const block = document.getElementById("map-data");
  if (!holder || !block) return;
  const data = JSON.parse(block.textContent);
  const question = document.querySelector("form.lang");
  const sparing = navigator.connection && navigator.connection.saveData;
  let frame = null;
  let asking = null;

  const open = () => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = holder.dataset.title;
    frame.src = holder.dataset.src;
    // Shift three times leaves the page from inside the map too.
    frame.addEventListener("load", () => ["keydown", "keyup"].forEach((kind) => {
      const pass = ({ key }) => document.dispatchEvent(new KeyboardEvent(kind, { key }));
      frame.contentDocument.addEventListener(kind, pass);
    }));
    holder.replaceChildren(frame);
  };

  const offer = () => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = holder.dataset.show;
    button.addEventListener("click", () => {
      open();
      frame.focus();
    });
    holder.replaceChildren(button);
  };

  const tell = (message) => frame && frame.contentWindow.postMessage(message, location.origin);

  const look = async (view) => {
    if (!question) return;
    if (asking) asking.abort();
    asking = new AbortController();
    const body = new URLSearchParams(new FormData(question));
    Object.entries(view.bounds).forEach(([edge, degrees]) => body.set(edge, degrees));
    body.set("zoom", view.zoom);
    body.set("drawn", [...new Set(data.items.map((item) => item.id))].join(" "));
    try {
      const answer = await fetch("map-data", {
        method: "POST",
        body,
        signal: asking.signal,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      if (answer.ok) tell({ type: "clusters", view: view.view, clusters: (await answer.json()).clusters });
    } catch {
      // Moved on, or no connection: the map keeps what it shows.
    }
  };

  const show = (id) => {
    const listing = document.getElementById("listing-" + id);
    if (!listing) return;
    listing.tabIndex = -1;
    listing.focus();
    listing.scrollIntoView({ block: "start" });
  };

  addEventListener("message", (event) => {
    if (event.origin !== location.origin || !frame || event.source !== frame.contentWindow || !event.data) return;
    if (event.data.type === "ready") tell({ type: "listings", ...data });
    if (event.data.type === "view") look(event.data);
    if (event.data.type === "show") show(event.data.id);
  });

  // The listing under the finger, the pointer or the keyboard stands out on the map.
  ["focusin", "pointerover"].forEach((kind) => document.addEventListener(kind, (event) => {
    const listing = event.target.closest("[id^='listing-']");
    if (listing) tell({ type: "highlight", id: listing.id.slice("listing-".length) });
  }));

  if (matchMedia("(min-width: 60rem)").matches && !sparing) {
    if (document.readyState === "complete") open();
    else addEventListener("load", open);
  } else {
    offer();
  }
})();
