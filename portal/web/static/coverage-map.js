// The coverage map inside its frame: draws the figures the page around it sends. Nothing is fetched, kept or sent on.
// Names from the data are only ever set as text.
"use strict";
(() => {
  const map = window.map_shell;
  const block = (id) => JSON.parse(document.getElementById(id).textContent);
  const texts = block("texts");
  const language = document.documentElement.lang;
  // Pale to dark, told apart without seeing colours (ColorBrewer YlGnBu); dark asks for attention.
  const COLOURS = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"];
  const STRIPES = ["#25302f", "#25302f", "#fffdf8", "#fffdf8", "#fffdf8"];
  const EDGE = "#4a5654";
  const SILENT = "#d9d4c8";
  // Upper ends of the first four classes; `more` says that more is better, so that little is dark.
  const MEASURES = [
    { name: "far", ends: [25, 50, 100, 200], more: false, unit: "km" },
    { name: "beyond", ends: [0.1, 0.25, 0.5, 0.75], more: false, unit: "%" },
    { name: "score", ends: [0.01, 0.1, 0.5, 1], more: true, unit: "" },
    { name: "afar", ends: [0.1, 0.25, 0.5, 0.75], more: true, unit: "%" },
    { name: "around", ends: [1, 3, 5, 7], more: true, unit: "8" },
  ];
  const NATION = [[42, -138], [71, -54]]; // where nearly everybody lives; the rest is one drag away
  let shown = null;
  let layers = [];
  let marks = null;

  const said = (text, name, value) => text.replace("{" + name + "}", () => String(value));
  const element = (tag, text) => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };

  // Corners arrive as steps from the one before, in parts of a degree.
  const ring = (steps, scale) => {
    let [x, y] = [0, 0];
    return steps.flatMap((step, i) => (i % 2 ? [[(x += steps[i - 1]) / scale, (y += step) / scale]] : []));
  };
  const { scale, areas } = block("outlines");
  const shape = (parts) => ({
    type: "MultiPolygon",
    coordinates: parts.map((part) => part.map((steps) => ring(steps, scale))),
  });
  const outlines = new Map(areas.map(([code, parts]) => [code, parts]));

  const number = (value, digits) => value.toLocaleString(language + "-CA", { maximumFractionDigits: digits });
  const figure = (measure, value) => {
    if (measure.unit === "km") return number(value, 0) + "\u00a0km";
    if (measure.unit === "%") return number(100 * value, 0) + (language === "fr" ? "\u00a0%" : "%");
    return measure.unit === "8" ? said(texts.parts, "count", number(value, 1)) : number(value, 2);
  };

  // The class of a value; a distance that is not there is as far as can be.
  const rank = (measure, value) => {
    if (value === null) return measure.name === "far" ? 4 : null;
    const at = measure.ends.filter((end) => value > end).length;
    return measure.more ? 4 - at : at;
  };

  const hatch = () => {
    const svg = map.getPanes().overlayPane.querySelector("svg");
    if (!svg || svg.querySelector("defs")) return;
    const made = (tag, attributes) => {
      const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.entries(attributes).forEach(([name, value]) => one.setAttribute(name, value));
      return one;
    };
    const defs = made("defs", {});
    COLOURS.forEach((colour, at) => {
      const pattern = made("pattern", { id: "hatch-" + at, width: 8, height: 8, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)" });
      pattern.append(made("rect", { width: 8, height: 8, fill: colour }),
        made("rect", { width: 2, height: 8, fill: STRIPES[at] }));
      defs.append(pattern);
    });
    svg.prepend(defs);
  };

  const measure = () => MEASURES[Number(document.getElementById("measure").value)];

  const sentence = (item) => {
    if (!item.values) return item.name + ": " + texts.silent;
    const value = item.values[MEASURES.indexOf(measure())];
    const told = value === null ? texts.nothing : figure(measure(), value);
    return [item.name + ": " + told, item.looked ? texts.looked : texts.unlooked].join(". ") + ".";
  };

  const tell = (item) => {
    const line = document.getElementById("told");
    line.replaceChildren(sentence(item) + " ");
    if (!item.href) return;
    const link = element("a", texts.down);
    link.href = item.href;
    link.target = "_top";
    line.append(link);
  };

  const colouring = (item) => {
    const at = item.values ? rank(measure(), item.values[MEASURES.indexOf(measure())]) : null;
    if (at === null) return { fill: SILENT, dot: SILENT };
    return { fill: item.looked ? COLOURS[at] : "url(#hatch-" + at + ")", dot: COLOURS[at] };
  };

  const paint = () => {
    hatch();
    layers.forEach(({ layer, item, area }) => {
      const { fill, dot } = colouring(item);
      if (area) {
        layer.setStyle({ color: EDGE, weight: 1, fillColor: fill, fillOpacity: 1 });
        layer.eachLayer((one) => one.getElement().setAttribute("aria-label", sentence(item)));
      } else {
        layer.setStyle(item.looked && item.values
          ? { color: EDGE, weight: 1, fillColor: dot, fillOpacity: 1 }
          : { color: dot, weight: 3, fillColor: "#fffdf8", fillOpacity: 0.6 });
      }
    });
    legend();
  };

  const legend = () => {
    const list = document.getElementById("legend");
    const { ends, more } = measure();
    const bound = (at) => figure(measure(), ends[at]);
    const names = [0, 1, 2, 3, 4].map((at) => {
      const step = more ? 4 - at : at;
      if (step === 0) return said(texts.up_to, "end", bound(0));
      return step === 4 ? said(texts.over, "end", bound(3)) : said(said(texts.between, "from", bound(step - 1)), "to", bound(step));
    });
    const entry = (name, text) => {
      const line = element("li", "");
      const swatch = element("span", "");
      swatch.className = "swatch " + name;
      line.append(swatch, text);
      return line;
    };
    const dots = shown.dots ? "ring" : "striped";
    list.replaceChildren(...names.map((text, at) => entry("class-" + at, text)),
      entry(dots, shown.dots ? texts.ring : texts.hatched), entry("silent", texts.silent),
      ...(shown.points.length ? [entry("point", texts.point)] : []));
  };

  const drawArea = (item) => {
    const parts = outlines.get(item.code);
    if (!parts) return;
    const layer = L.geoJSON({ type: "Feature", geometry: shape(parts) }).addTo(map);
    layer.eachLayer((one) => {
      const path = one.getElement();
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "button");
      path.addEventListener("focus", () => tell(item));
      path.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && item.href) window.top.location.assign(item.href);
      });
      one.on("click", () => tell(item));
    });
    layers.push({ layer, item, area: true });
  };

  const drawDot = (item, canvas) => {
    const layer = L.circleMarker([item.at[1], item.at[0]], { radius: 5, renderer: canvas, pane: "dots" }).addTo(map);
    layer.on("click", () => tell(item));
    layers.push({ layer, item, area: false });
  };

  const ground = () => areas.filter(([code]) => code.startsWith("PR:")).forEach(([, parts]) => {
    L.geoJSON({ type: "Feature", geometry: shape(parts) },
      { interactive: false, style: { color: EDGE, weight: 1, fillColor: "#f3ead8", fillOpacity: 1 } }).addTo(map);
  });

  const show = (data) => {
    layers.forEach(({ layer }) => layer.remove());
    if (marks) marks.remove();
    layers = [];
    shown = data;
    map.invalidateSize({ animate: false });
    const canvas = L.canvas({ padding: 0.5, pane: "dots" });
    if (data.dots) {
      ground();
      data.items.forEach((item) => drawDot(item, canvas));
    } else {
      data.items.forEach(drawArea);
    }
    marks = L.layerGroup(data.points.map(([lon, lat]) => L.circleMarker([lat, lon],
      { radius: 3, color: "#fffdf8", weight: 1, fillColor: "#7d4a22", fillOpacity: 1, interactive: false, renderer: canvas, pane: "dots" })));
    marks.addTo(map);
    paint();
    const seen = data.whole ? L.latLngBounds(NATION) : L.latLngBounds(data.items.map((item) => [item.at[1], item.at[0]]));
    if (seen.isValid()) map.fitBounds(seen.pad(0.05), { animate: false, maxZoom: 8 });
  };

  const controls = () => {
    const main = document.querySelector("main");
    const bar = element("p", "");
    bar.className = "bar";
    const label = element("label", texts.measure + " ");
    const choice = document.createElement("select");
    choice.id = "measure";
    MEASURES.forEach(({ name }, at) => {
      const option = element("option", texts[name]);
      option.value = at;
      choice.append(option);
    });
    choice.addEventListener("change", paint);
    label.append(choice);
    bar.append(label);
    main.before(bar);
    const told = element("p", texts.ask);
    told.id = "told";
    told.setAttribute("aria-live", "polite");
    const list = element("ul", "");
    list.id = "legend";
    list.setAttribute("aria-label", texts.legend);
    document.getElementById("notes").replaceWith(told, list);
  };

  map.createPane("dots").style.zIndex = 450; // above the shapes
  map.options.zoomSnap = 0.25;
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", texts.map);
  L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  controls();
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== parent || !event.data) return;
    if (event.data.type === "coverage") show(event.data);
  });
  parent.postMessage({ type: "ready" }, location.origin);
})();
