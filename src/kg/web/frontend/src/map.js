// A map of points and lines on a land mask. Borders are never drawn.
import { geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { ERAS, element, eraOf, leadTo, legend, short } from "./drawing.js";
import { stateOn, yearOf, periodWords } from "./dates.js";
import { land } from "./land.js";

const WIDTH = 960, HEIGHT = 470;

// items: {name, path, at: [longitude, latitude], from?, events, phases}; place: where lines begin.
export function drawMap(box, { items, place, subject, day }) {
  const shown = items.filter((item) => Array.isArray(item.at));
  if (!shown.length && !place) return;
  const projection = geoEqualEarth().rotate([place ? -place[0] * 0.55 : -10, 0]).fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], { type: "Sphere" });
  const path = geoPath(projection);
  const svg = select(box).append("svg").attr("viewBox", `0 0 ${WIDTH} ${HEIGHT}`).attr("role", "img")
    .attr("aria-label", `Map: ${shown.length} relations${subject ? ` of ${short(subject)}` : ""}. The table below says the same.`);
  const layer = svg.append("g");
  layer.append("path").attr("class", "sea").attr("d", path({ type: "Sphere" }));
  layer.append("path").attr("class", "graticule").attr("d", path(geoGraticule10()));
  layer.append("path").attr("class", "land").attr("d", path(land));
  const lines = layer.append("g").attr("class", "lines");
  const points = layer.append("g").attr("class", "points");
  for (const item of shown) {
    const began = firstYear(item);
    const from = item.from ?? place;
    item.line = from ? lines.append("path").attr("d", path({ type: "LineString", coordinates: [from, item.at] })).attr("class", `era-${eraOf(began)}`) : null;
    if (item.from) addEnd(points, projection(item.from), `era-${eraOf(began)}`);
    const spot = projection(item.at);
    item.point = points.append("circle").attr("cx", spot[0]).attr("cy", spot[1]).attr("r", 4).attr("class", `era-${eraOf(began)}`);
    item.title = item.point.append("title").text(words(item));
    leadTo(item.point, item.path);
  }
  if (place) {
    const spot = projection(place);
    layer.append("circle").attr("class", "own").attr("cx", spot[0]).attr("cy", spot[1]).attr("r", 5.5);
  }
  const zooming = zoom().scaleExtent([1, 8]).translateExtent([[0, 0], [WIDTH, HEIGHT]])
    .filter((event) => (event.type === "wheel" ? event.ctrlKey : !event.button) && !event.touches?.length)
    .on("zoom", ({ transform }) => {
      layer.attr("transform", transform);
      points.selectAll("circle").attr("r", 4 / Math.sqrt(transform.k));
    });
  svg.call(zooming);
  const rate = (factor) => () => svg.call(zooming.scaleBy, factor);
  box.append(element("div", { class: "map-tools" },
    element("button", { type: "button", onclick: rate(1.6), "aria-label": "Zoom in" }, "+"),
    element("button", { type: "button", onclick: rate(1 / 1.6), "aria-label": "Zoom out" }, "−"),
    element("button", { type: "button", onclick: () => svg.call(zooming.transform, zoomIdentity) }, "Whole earth")));
  const eras = legend([...ERAS.map(([, text], rank) => [`era-${rank}`, text]), ["era-none", "no date given"]]);
  const states = legend([["state-relations", "relations"], ["state-recognized", "recognized"], ["state-broken", "broken or ended"], ["state-unknown", "no statement found"]]);
  states.hidden = true;
  if (shown.some((item) => item.phases?.length)) box.append(dayChooser(shown, day, (byDay) => { eras.hidden = byDay; states.hidden = !byDay; }));
  box.append(eras, states);
}

function addEnd(points, [x, y], cls) {
  points.append("circle").attr("cx", x).attr("cy", y).attr("r", 4).attr("class", cls);
}

function dayChooser(items, day, onChange) {
  const note = element("output", { class: "note" });
  const input = element("input", { type: "date", min: "1600-01-01", max: "2100-12-31", value: day });
  const show = () => {
    const day = input.value;
    onChange(Boolean(day));
    let known = 0;
    for (const item of items) {
      const [state, sure] = day ? stateOn(item.phases ?? [], day) : ["", true];
      if (state === "relations") known += 1;
      const cls = day ? `state-${state === "ended" ? "broken" : state}${sure ? "" : " unsure"}` : `era-${eraOf(firstYear(item))}`;
      item.point.attr("class", `${cls}${item.path ? " leads" : ""}`);
      item.line?.attr("class", cls);
      item.title.text(day ? `${short(item.name)}: ${state === "unknown" ? "no statement found" : state} on ${day}${sure ? "" : ", within the uncertainty of a date"}` : words(item));
    }
    note.textContent = day ? `${known} of ${items.length} with relations on ${day}, according to the sources` : "";
  };
  input.addEventListener("change", show);
  const clear = element("button", { type: "button", onclick: () => { input.value = ""; show(); } }, "When they began");
  if (day) show();
  return element("p", { class: "day" }, element("label", {}, "State on a day ", input), clear, note);
}

function firstYear(item) {
  const years = (item.events ?? []).filter(([kind]) => kind === "established" || kind === "restored" || kind === "recognized")
    .map(([, earliest, latest]) => yearOf(earliest || latest)).filter((year) => year !== null);
  return item.year ?? (years.length ? Math.min(...years) : null);
}

function words(item) {
  const told = (item.events ?? []).map(([kind, earliest, latest]) => `${kind} ${periodWords(earliest, latest)}`).join("; ");
  return `${short(item.name)}${told ? ": " + told : ""}`;
}
