// The page around the map: opens its frame when it is wanted, hands it the list, and goes where it points.
"use strict";
(() => {
  const holder = document.getElementById("map");
  const block = document.getElementById("map-data");
  if (!holder || !block) return;
  const data = JSON.parse(block.textContent);
  const sparing = navigator.connection && navigator.connection.saveData;
  let frame = null;

  const open = () => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = holder.dataset.title;
    frame.src = holder.dataset.src;
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

  addEventListener("message", (event) => {
    if (!frame || event.origin !== location.origin || event.source !== frame.contentWindow || !event.data) return;
    if (event.data.type === "ready") frame.contentWindow.postMessage({ type: "listings", ...data }, location.origin);
    if (event.data.type === "show") {
      const listing = document.getElementById("listing-" + event.data.id);
      if (!listing) return;
      listing.tabIndex = -1;
      listing.focus();
      listing.scrollIntoView({ block: "start" });
    }
  });

  if (matchMedia("(min-width: 60rem)").matches && !sparing) {
    if (document.readyState === "complete") open();
    else addEventListener("load", open);
  } else {
    offer();
  }
})();
