// A timeline: every dated event is one dot, stacked over its years.
import { axisBottom } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { leadTo, legend, short } from "./drawing.js";
import { periodWords, yearFraction } from "./dates.js";

const WIDEST = 960, RADIUS = 4, STEP = 9, MARGIN = 30;
const KINDS = { established: "began", restored: "began", recognized: "began", upgraded: "began", severed: "broke", suspended: "broke", ended: "broke", downgraded: "broke", "recognition withdrawn": "broke" };

// dots: {label, day, latest, kind, path}
export function drawTimeline(box, dots, { label, legendOf = KINDS } = {}) {
  const dated = dots.map((dot) => ({ ...dot, year: yearFraction(dot.day || dot.latest) })).filter((dot) => dot.year !== null);
  if (dated.length < 2) return;
  const WIDTH = Math.max(320, Math.min(WIDEST, box.clientWidth || WIDEST));
  const first = Math.min(...dated.map((dot) => dot.year)), last = Math.max(...dated.map((dot) => dot.year));
  const x = scaleLinear([Math.floor(first / 10) * 10, Math.ceil((last + 0.1) / 10) * 10], [MARGIN, WIDTH - MARGIN]);
  const stacks = new Map();
  for (const dot of dated.sort((a, b) => a.year - b.year || a.label.localeCompare(b.label))) {
    const column = Math.round(x(dot.year) / STEP);
    dot.level = stacks.get(column) ?? 0;
    stacks.set(column, dot.level + 1);
    dot.x = column * STEP;
  }
  const height = Math.max(...stacks.values()) * STEP + 44;
  const svg = select(box).append("svg").attr("viewBox", `0 0 ${WIDTH} ${height}`).attr("role", "img")
    .attr("aria-label", `Timeline: ${label ?? `${dated.length} dated events`}. The table below says the same.`);
  const axis = svg.append("g").attr("class", "axis").attr("transform", `translate(0 ${height - 24})`)
    .call(axisBottom(x).ticks(Math.min(WIDTH / 75, (x.domain()[1] - x.domain()[0]) / 10)).tickFormat(String).tickSizeOuter(0));
  axis.attr("font-family", null).attr("font-size", null);
  for (const dot of dated) {
    const mark = svg.append("circle").attr("class", `event-${legendOf[dot.kind] ?? "other"}`).attr("cx", dot.x).attr("cy", height - 32 - dot.level * STEP).attr("r", RADIUS);
    leadTo(mark, dot.path);
    mark.append("title").text(`${short(dot.label)}: ${dot.kind} ${periodWords(dot.day, dot.latest)}`);
  }
  box.append(legend([["event-began", "established, restored, recognized"], ["event-broke", "broken, suspended, ended"], ["event-other", "other"]]));
}
