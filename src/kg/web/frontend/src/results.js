// Answers as a table, a map, a timeline or a chart. Every name and value goes in as text.
import { drawMap } from "./map.js";
import { drawTimeline } from "./timeline.js";
import { drawChart } from "./chart.js";
import { element, safeAddress, short } from "./drawing.js";
import { yearOf } from "./dates.js";

const PAGE_ROWS = 100, MOST_PLACES = 300;
const DATES = /#(date|gYear|gYearMonth|dateTime)$/;
const NUMBERS = /#(integer|decimal|double|float)$/;

export function showRows(box, answer, context) {
  const columns = answer.head.vars, rows = answer.results.bindings;
  const views = [["table", "Table", (pane) => table(pane, columns, rows, context)]];
  views.push(["map", "Map", (pane) => map(pane, columns, rows, context)]);
  const dated = columns.find((name) => rows.some((row) => isDate(name, row[name])));
  if (dated) views.push(["timeline", "Timeline", (pane) => timeline(pane, columns, rows, dated, context)]);
  const counted = columns.find((name) => rows.some((row) => NUMBERS.test(row[name]?.datatype ?? "")) && !/year$/i.test(name));
  if (counted && columns.length > 1) views.push(["chart", "Chart", (pane) => chart(pane, columns, rows, counted)]);
  tabs(box, views);
}

export function tabs(box, views) {
  const list = element("div", { role: "tablist", class: "tabs", "aria-label": "Views of the answer" });
  const panes = element("div");
  const choose = (at, focus) => {
    [...list.children].forEach((tab, n) => {
      tab.setAttribute("aria-selected", String(n === at));
      tab.tabIndex = n === at ? 0 : -1;
      panes.children[n].hidden = n !== at;
    });
    const pane = panes.children[at];
    if (!pane.dataset.drawn) {
      pane.dataset.drawn = "yes";
      views[at][2](pane);
    }
    if (focus) list.children[at].focus();
  };
  views.forEach(([id, label], at) => {
    list.append(element("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `pane-${id}`, onclick: () => choose(at),
      onkeydown: (event) => {
        const step = { ArrowRight: 1, ArrowLeft: views.length - 1 }[event.key];
        if (step) choose((at + step) % views.length, true);
      } }, label));
    panes.append(element("div", { role: "tabpanel", id: `pane-${id}`, "aria-labelledby": `tab-${id}`, tabindex: "0" }));
  });
  box.replaceChildren(list, panes);
  choose(0);
}

function table(pane, columns, rows, context) {
  let first = 0;
  const body = element("tbody");
  const count = element("span", { class: "note" });
  const show = (from) => {
    first = Math.min(Math.max(0, from), Math.max(0, rows.length - 1));
    const part = rows.slice(first, first + PAGE_ROWS);
    body.replaceChildren(...part.map((row) => element("tr", {}, ...columns.map((name) => element("td", {}, cell(row[name], context))))));
    count.textContent = rows.length ? `${first + 1}–${first + part.length} of ${rows.length}` : "No rows. That is no evidence that nothing happened.";
  };
  pane.append(element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, short(name, 60))))), body)));
  const pager = element("p", { class: "pager" }, count);
  if (rows.length > PAGE_ROWS) {
    pager.append(element("button", { type: "button", onclick: () => show(first - PAGE_ROWS) }, "Previous"), element("button", { type: "button", onclick: () => first + PAGE_ROWS < rows.length && show(first + PAGE_ROWS) }, "Next"));
  }
  pane.append(pager);
  show(0);
}

export function cell(term, context) {
  if (!term) return "";
  const text = element("bdi", {}, shown(term, context));
  if (term.type !== "uri") return text;
  const address = addressOf(term.value, context);
  return address ? element("a", { href: address, rel: "noopener nofollow" }, text) : text;
}

function addressOf(iri, { base, kg }) {
  if (iri.startsWith(`${base}id/`)) return `./page/${iri.slice(base.length + 3)}`;
  if (iri.startsWith(base)) return `./${iri.slice(base.length)}`;
  if (iri.startsWith(kg)) return `./ontology#${iri.slice(kg.length)}`;
  return /^https?:/i.test(iri) ? safeAddress(iri) : null;
}

function shown(term, { base, kg }) {
  if (term.type === "triple") return "<<…>>";
  if (term.type !== "uri") return term.value.length > 1000 ? `${term.value.slice(0, 1000)}…` : term.value;
  if (term.value.startsWith(`${base}id/`)) return term.value.slice(base.length + 3);
  if (term.value.startsWith(kg)) return `kg:${term.value.slice(kg.length)}`;
  return term.value;
}

async function map(pane, columns, rows, context) {
  const note = element("p", { class: "note" }, "Looking up places …");
  pane.append(note);
  const places = await findPlaces(columns, rows, context);
  const seen = new Map();
  for (const row of rows) {
    for (const name of columns) {
      const at = places.get(row[name]?.value);
      if (!at || seen.has(String(at))) continue;
      const dated = columns.find((other) => isDate(other, row[other]));
      const label = columns.map((other) => row[other]?.value).filter(Boolean).join(" · ");
      seen.set(String(at), { name: label, at, year: dated ? yearOf(row[dated].value) : null, path: row[name].type === "uri" ? addressOf(row[name].value, context) : null });
    }
  }
  note.textContent = seen.size ? `${seen.size} places in the answer` : "Nothing in this answer has a place: neither a point nor the name of a country or area.";
  if (seen.size) {
    const box = element("div", { class: "map", "data-picture": "map" });
    pane.append(box);
    drawMap(box, { items: [...seen.values()], place: null });
  }
}

async function findPlaces(columns, rows, context) {
  const places = new Map();
  const names = new Set(), iris = new Set();
  for (const row of rows.slice(0, 2000)) {
    for (const name of columns) {
      const term = row[name];
      if (!term) continue;
      const point = /POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i.exec(term.value);
      if (point) places.set(term.value, [Number(point[1]), Number(point[2])]);
      else if (term.type === "uri" && term.value.startsWith(`${context.base}id/country/`)) iris.add(term.value);
      else if (term.type === "literal" && term.value.length < 80 && !DATES.test(term.datatype ?? "") && !NUMBERS.test(term.datatype ?? "")) names.add(term.value);
    }
  }
  const safe = [...iris].filter((iri) => !/[<>"{}|\\^`\s]/.test(iri)).slice(0, MOST_PLACES).map((iri) => `<${iri}>`);
  const quoted = [...names].slice(0, MOST_PLACES).map((name) => JSON.stringify(name).replace(/[\u007f-\uffff]/g, (c) => c));
  if (!safe.length && !quoted.length) return places;
  const query = `PREFIX kg: <${context.kg}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX geo: <http://www.opengis.net/ont/geosparql#>
SELECT ?key ?wkt { { VALUES ?key { ${safe.join(" ")} } BIND(?key AS ?c) } UNION { VALUES ?key { ${quoted.join(" ")} } ?c rdfs:label ?label ; a kg:Country FILTER(STR(?label) = ?key) }
?c geo:hasCentroid/geo:asWKT ?wkt }`;
  try {
    for (const row of (await context.ask(query)).results.bindings) {
      const point = /POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i.exec(row.wkt.value);
      if (point) places.set(row.key.value, [Number(point[1]), Number(point[2])]);
    }
  } catch {
    return places;
  }
  return places;
}

function timeline(pane, columns, rows, dated, context) {
  const box = element("div", { class: "timeline", "data-picture": "timeline" });
  pane.append(box);
  const dots = rows.slice(0, 2000).filter((row) => isDate(dated, row[dated])).map((row) => ({
    label: columns.filter((name) => name !== dated).map((name) => row[name] && shown(row[name], context)).filter(Boolean).join(" · ") || dated,
    kind: columns.map((name) => row[name]?.value).find((value) => /^(established|severed|restored|suspended|ended|recognized)$/.test(value ?? "")) ?? short(dated, 30),
    day: row[dated].value, latest: row[dated].value,
    path: columns.map((name) => row[name]).filter((term) => term?.type === "uri").map((term) => addressOf(term.value, context))[0] ?? null,
  }));
  drawTimeline(box, dots);
  if (!box.childElementCount) pane.append(element("p", { class: "note" }, "There are too few dates for a timeline."));
}

function chart(pane, columns, rows, counted) {
  const named = columns.find((name) => name !== counted && rows.some((row) => row[name] && !NUMBERS.test(row[name].datatype ?? ""))) ?? columns.find((name) => name !== counted);
  const box = element("div", { class: "chart" });
  pane.append(box);
  drawChart(box, rows.filter((row) => row[counted]).slice(0, 40).map((row) => ({ name: row[named]?.value ?? "", value: Number(row[counted].value) })), counted);
}

function isDate(name, term) {
  if (!term) return false;
  return DATES.test(term.datatype ?? "") || (/year$/i.test(name) && /^-?\d{3,4}$/.test(term.value));
}
