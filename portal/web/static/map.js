// The map inside its frame: draws what the page around it sends, and says back which listing was chosen.
// Text from listings is only ever set as text. Nothing is fetched, kept or sent anywhere else.
"use strict";
(() => {
  const map = window.map_shell;
  const block = (id) => JSON.parse(document.getElementById(id).textContent);
  const texts = block("texts");
  const WIDE = 58; // pixels: listings closer than this, sideways and upwards, stand under one button
  const HIGH = 42;
  const CLOSE_UP = 9;
  const FLAT = 9; // from here on the outlines are too rough: nobody is drawn standing in a lake
  const CLOSER = 3; // zooms nearer for a mark that counts services it does not name: its cell fills the view
  const SETTLED = 250; // milliseconds without a move before the services in view are asked for
  const LAND = { color: "#7c8f80", weight: 1, fillColor: "#f3ead8", fillOpacity: 1 };
  const SHADED = { color: "#14504f", weight: 2, fillColor: "#cfdccb" };
  let items = []; // the listings of the page
  let others = []; // what else fits the question here, by itself or counted
  let drawn = []; // the buttons on the map
  let waiting = true;
  let opener = null;
  let stale = false;
  let noted = false;
  let lit = null;
  let asked = 0;
  let timer = 0;

  const said = (text, name, value) => text.replace("{" + name + "}", () => String(value));
  const services = (count) => (count === 1 ? texts.one : said(texts.group, "count", count));
  const summed = (list) => list.reduce((sum, one) => sum + one.count, 0);

  // Corners arrive as steps from the one before, in parts of a degree.
  const ring = (steps, scale) => {
    let [x, y] = [0, 0];
    return steps.flatMap((step, i) => (i % 2 ? [[(x += steps[i - 1]) / scale, (y += step) / scale]] : []));
  };
  const { scale, areas } = block("outlines");
  const outlines = L.geoJSON(areas.map(([code, parts]) => ({
    type: "Feature",
    properties: { code },
    geometry: { type: "MultiPolygon", coordinates: parts.map((part) => part.map((steps) => ring(steps, scale))) },
  })), { interactive: false, style: LAND }).addTo(map);
  const marks = L.layerGroup().addTo(map);

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

  // One button on the map, for one listing or several.
  const place = (group, made, size) => {
    const at = group.items[0].at;
    const icon = L.divIcon({ className: "holder", html: made, iconSize: [size, size] });
    L.marker(at, { icon, keyboard: false, interactive: false }).addTo(marks);
    drawn.push({ made, at, ids: new Set(group.items.map((item) => item.id)) });
  };

  // Popups: focus goes in when one opens and back to its button when it closes.
  const entry = (item) => {
    const part = element("div", "entry", "");
    part.append(element("strong", "", item.n ? item.n + ". " + item.name : item.name));
    part.append(element("span", "", item.category_label || ""));
    if (item.around) part.append(element("span", "soft", texts.community));
    if (item.n) {
      part.append(button("go", said(texts.go, "number", item.n), "", () => {
        parent.postMessage({ type: "show", id: item.id }, location.origin);
      }));
    } else {
      const link = element("a", "go", texts.page);
      link.href = "/" + document.documentElement.lang + "/service/" + encodeURIComponent(item.id);
      link.target = "_top";
      part.append(link);
    }
    return part;
  };

  const open = (from, at, title, parts) => {
    const body = element("div", "card", "");
    body.setAttribute("role", "group");
    body.setAttribute("aria-label", title);
    body.append(...parts, button("shut", texts.close, "", () => map.closePopup()));
    L.popup({ closeButton: false, autoPan: false, maxHeight: 220, minWidth: 180 })
      .setLatLng(at).setContent(body).openOn(map);
    map.panInside(at, { padding: [130, 170], animate: false });
    opener = from;
    body.querySelector("button, a").focus();
  };

  map.on("popupclose", () => {
    if (opener && opener.isConnected) opener.focus();
    opener = null;
    if (stale) draw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });

  const together = (one, two) => Math.abs(one.x - two.x) < WIDE && Math.abs(one.y - two.y) < HIGH;

  // One button for each listing, or for several that would overlap at this zoom.
  const gathered = (zoom) => {
    const groups = [];
    [...items, ...others].forEach((item) => {
      const spot = map.project(item.at, zoom);
      const group = groups.find((one) => together(one.spot, spot));
      if (group) group.items.push(item);
      else groups.push({ spot, items: [item] });
    });
    return groups;
  };

  // The first closer zoom at which listings fall apart; nothing when there is none, as for those at one place.
  const apartAt = (list) => {
    const [now, last] = [map.getZoom(), map.getMaxZoom()];
    if (list.some((one) => !one.id)) return now < last ? Math.min(now + CLOSER, last) : null;
    for (let zoom = now + 1; zoom <= last; zoom += 1) {
      const [first, ...rest] = list.map((one) => map.project(one.at, zoom));
      if (!rest.every((spot) => together(first, spot))) return zoom;
    }
    return null;
  };

  const nearer = (list, zoom) => {
    map.setView(L.latLngBounds(list.map((one) => one.at)).getCenter(), zoom, { animate: false });
  };

  // What a popup says of listings that no zoom can part: those with a name, and how many more there are.
  const entries = (list) => {
    const counted = summed(list.filter((one) => !one.id));
    return [
      ...list.filter((one) => one.id).map(entry),
      ...(counted ? [element("p", "soft", said(texts.crowded, "count", counted))] : []),
    ];
  };

  const single = (group) => {
    const [item, ...rest] = group.items;
    const name = (item.n ? item.n + ". " : "") + item.name + (item.around ? ", " + texts.community : "");
    const label = rest.length ? said(said(texts.beside, "count", summed(rest)), "name", name) : name;
    const look = "mark" + (item.n ? "" : " lone") + (item.around ? " square" : "") + (rest.length ? " more" : "");
    const made = button(look, item.n ? String(item.n) : "", label, () => {
      const zoom = rest.length ? apartAt(group.items) : null;
      const into = () => button("shut", services(summed(rest)), "", () => nearer(group.items, zoom));
      open(made, item.at, name, [entry(item), ...(zoom ? [into()] : entries(rest))]);
    });
    place(group, made, item.n ? 32 : 26);
  };

  const several = (group) => {
    const zoom = apartAt(group.items);
    const count = summed(group.items);
    const numbers = [...new Set(group.items.filter((item) => item.n).map((item) => item.n))];
    const further = numbers.length > 2 || group.items.some((item) => !item.n);
    const shown = numbers.slice(0, 2).join(", ") + (further ? "…" : "");
    const where = group.items.every((item) => item.around) ? texts.same_community : texts.same_place;
    const many = zoom ? services(count) : said(where, "count", count);
    const [look, text, label, size] = numbers.length
      ? ["mark group", shown, shown + ": " + many, 60]
      : ["mark pile", String(count), many, 36];
    const made = button(look, text, label, () => {
      if (zoom) nearer(group.items, zoom);
      else open(made, group.items[0].at, label, entries(group.items));
    });
    place(group, made, size);
  };

  const light = () => drawn.forEach((one) => one.made.classList.toggle("lit", one.ids.has(lit)));

  // Focus stays where it was on the map: on the button now nearest to the one that had it.
  const draw = () => {
    stale = false;
    const held = drawn.find((one) => one.made === document.activeElement);
    marks.clearLayers();
    drawn = [];
    gathered(map.getZoom()).forEach((group) => {
      const numbered = group.items.filter((item) => item.n).length;
      const alone = numbered === 1 || (group.items.length === 1 && group.items[0].id);
      (alone ? single : several)(group);
    });
    light();
    if (!held) return;
    const away = (one) => map.project(one.at).distanceTo(map.project(held.at));
    const next = drawn.reduce((best, one) => (!best || away(one) < away(best) ? one : best), null);
    (next ? next.made : map.getContainer()).focus({ preventScroll: true });
  };

  // Asks the page for everything else that fits and stands in view, once the map has come to rest.
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const bounds = map.getBounds();
      const edge = (degrees, most) => Math.max(-most, Math.min(most, degrees)).toFixed(5);
      const [west, east] = [edge(bounds.getWest(), 180), edge(bounds.getEast(), 180)];
      const [south, north] = [edge(bounds.getSouth(), 85.05), edge(bounds.getNorth(), 85.05)];
      if (Number(west) >= Number(east) || Number(south) >= Number(north)) return;
      asked += 1;
      const bound = { west, south, east, north };
      parent.postMessage({ type: "view", view: asked, bounds: bound, zoom: map.getZoom() }, location.origin);
    }, SETTLED);
  };

  const note = (text) => document.getElementById("notes").append(element("span", "", text), " ");

  const add = (data) => {
    if (data.view !== asked) return;
    if (!noted && data.clusters.length) note(texts.note_more);
    noted ||= data.clusters.length > 0;
    others = data.clusters.map(([lon, lat, count, id, name, category_label, around]) => (
      { at: L.latLng(lat, lon), count, id, name, category_label, around: Boolean(around) }
    ));
    if (opener) stale = true;
    else draw();
  };

  const show = (data) => {
    waiting = false;
    const points = (data.items || []).filter((item) => Number.isFinite(item.lon) && Number.isFinite(item.lat));
    items = points.map((item) => ({ ...item, n: Number(item.n), count: 1, at: L.latLng(item.lat, item.lon) }));
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
      const above = { icon: flag, keyboard: false, interactive: false, zIndexOffset: 5000 };
      L.marker([here.lat, here.lon], above).addTo(map);
      seen.extend([here.lat, here.lon]);
      note(said(texts.here, "place", here.label) + ".");
    }
    if (items.some((item) => item.around)) note(texts.note_community);
    if (shaded.size) note(texts.note_area);
    map.invalidateSize({ animate: false });
    if (seen.isValid()) map.fitBounds(seen.pad(0.1), { maxZoom: CLOSE_UP, animate: false });
    const settle = () => {
      map.getContainer().classList.toggle("flat", map.getZoom() >= FLAT);
      map.closePopup();
      draw();
    };
    settle();
    ask();
    map.on("zoomend", settle);
    map.on("moveend", ask);
  };

  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const pan = map.panBy;
    map.panBy = (offset, options) => pan.call(map, offset, { ...options, animate: false });
  }
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", texts.map);
  L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== parent || !event.data) return;
    if (event.data.type === "listings" && waiting) show(event.data);
    if (event.data.type === "clusters") add(event.data);
    if (event.data.type === "highlight") {
      lit = event.data.id;
      light();
    }
  });
  parent.postMessage({ type: "ready" }, location.origin);
})();
