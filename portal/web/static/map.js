// The map inside its frame: draws what the page around it sends, and says back which listing was chosen.
// Text from listings is only ever set as text. Nothing is fetched, kept or sent anywhere else.
"use strict";
(() => {
  const map = window.map_shell;
  const outlines = window.geo_json_outlines;
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const WIDE = 58; // pixels: listings closer than this, sideways and upwards, stand under one button
  const HIGH = 34;
  const CLOSE_UP = 9;
  const LAND = { color: "#7c8f80", weight: 1, fillColor: "#f3ead8" };
  const SHADED = { color: "#14504f", weight: 2, fillColor: "#cfdccb" };
  const marks = L.layerGroup().addTo(map);
  let items = [];
  let waiting = true;
  let opener = null;

  const said = (text, name, value) => text.replace("{" + name + "}", String(value));

  const element = (tag, name, text) => {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  };

  const button = (name, text, label, act) => {
    const made = element("button", name, text);
    made.type = "button";
    if (label) {
      made.setAttribute("aria-label", label);
      made.title = label;
    }
    made.addEventListener("click", act);
    L.DomEvent.disableClickPropagation(made);
    return made;
  };

  const place = (at, made, size) => {
    const icon = L.divIcon({ className: "holder", html: made, iconSize: [size, size] });
    L.marker(at, { icon, keyboard: false, interactive: false }).addTo(marks);
  };

  // Popups: focus goes in when one opens and back to its button when it closes.
  const entry = (item) => {
    const part = element("div", "entry", "");
    part.append(element("strong", "", item.n + ". " + item.name), element("span", "", item.category_label || ""));
    if (item.around) part.append(element("span", "soft", texts.community));
    part.append(button("go", said(texts.go, "number", item.n), "", () => {
      parent.postMessage({ type: "show", id: item.id }, location.origin);
    }));
    return part;
  };

  const open = (from, at, title, shown) => {
    const body = element("div", "card", "");
    body.setAttribute("role", "group");
    if (title) body.append(element("p", "soft", title));
    shown.forEach((item) => body.append(entry(item)));
    body.append(button("shut", texts.close, "", () => map.closePopup()));
    L.popup({ closeButton: false, autoPan: false, maxHeight: 220, minWidth: 180 })
      .setLatLng(at).setContent(body).openOn(map);
    body.setAttribute("aria-label", title || shown[0].name);
    map.panInside(at, { padding: [130, 170], animate: false });
    opener = from;
    body.querySelector("button").focus();
  };

  map.on("popupclose", () => {
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });

  // One button for each listing, or for several that would overlap at this zoom.
  const gathered = (zoom) => {
    const groups = [];
    items.forEach((item) => {
      const spot = map.project(item.at, zoom);
      const group = groups.find((one) => Math.abs(one.spot.x - spot.x) < WIDE && Math.abs(one.spot.y - spot.y) < HIGH);
      if (group) group.items.push(item);
      else groups.push({ spot, items: [item] });
    });
    return groups;
  };

  const single = (item) => {
    const label = item.n + ". " + item.name + (item.around ? ", " + texts.community : "");
    const made = button(item.around ? "mark square" : "mark", String(item.n), label, () => open(made, item.at, "", [item]));
    made.dataset.n = item.n;
    place(item.at, made, 32);
  };

  // The first closer zoom at which a group falls apart; nothing when its listings stand at one place.
  const apartAt = (group) => {
    for (let zoom = map.getZoom() + 1; zoom <= map.getMaxZoom(); zoom += 1) {
      const parts = gathered(zoom).filter((one) => one.items.some((item) => group.items.includes(item)));
      if (parts.length > 1) return zoom;
    }
    return null;
  };

  const several = (group) => {
    const first = group.items[0];
    const zoom = apartAt(group);
    const numbers = [...new Set(group.items.map((item) => item.n))];
    const shown = numbers.slice(0, 2).join(", ") + (numbers.length > 2 ? "…" : "");
    const label = shown + ": " + said(zoom ? texts.group : texts.same_place, "count", group.items.length);
    const made = button("mark group", shown, label, () => {
      if (!zoom) return open(made, first.at, label, group.items);
      map.setView(L.latLngBounds(group.items.map((item) => item.at)).getCenter(), zoom, { animate: false });
      const next = document.querySelector('[data-n="' + first.n + '"]');
      if (next) next.focus();
    });
    made.dataset.n = first.n;
    place(first.at, made, 60);
  };

  const draw = () => {
    map.closePopup();
    marks.clearLayers();
    gathered(map.getZoom()).forEach((group) => (group.items.length > 1 ? several(group) : single(group.items[0])));
  };

  const show = (data) => {
    waiting = false;
    const points = (data.items || []).filter((item) => Number.isFinite(item.lon) && Number.isFinite(item.lat));
    items = points.map((item) => ({ ...item, n: Number(item.n), at: L.latLng(item.lat, item.lon) }));
    const shaded = new Set(data.areas || []);
    const seen = L.latLngBounds(items.map((item) => item.at));
    outlines.eachLayer((layer) => {
      const chosen = shaded.has(layer.feature.properties.code);
      layer.setStyle(chosen ? SHADED : LAND);
      if (chosen && !items.length) seen.extend(layer.getBounds());
    });
    const here = data.here;
    if (here && Number.isFinite(here.lon) && Number.isFinite(here.lat)) {
      const flag = L.divIcon({ className: "holder", html: element("span", "here", here.label), iconSize: [0, 0] });
      L.marker([here.lat, here.lon], { icon: flag, keyboard: false, interactive: false }).addTo(map);
      seen.extend([here.lat, here.lon]);
      document.getElementById("notes").append(element("span", "", said(texts.here, "place", here.label) + "."), " ");
    }
    const notes = [items.some((item) => item.around) && texts.note_community, shaded.size && texts.note_area];
    notes.filter(Boolean).forEach((text) => document.getElementById("notes").append(element("span", "", text), " "));
    map.invalidateSize({ animate: false });
    if (seen.isValid()) map.fitBounds(seen.pad(0.1), { maxZoom: CLOSE_UP, animate: false });
    draw();
    map.on("zoomend", draw);
  };

  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const pan = map.panBy;
    map.panBy = (offset, options) => pan.call(map, offset, { ...options, animate: false });
  }
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", texts.map);
  L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== parent) return;
    if (event.data && event.data.type === "listings" && waiting) show(event.data);
  });
  parent.postMessage({ type: "ready" }, location.origin);
})();
