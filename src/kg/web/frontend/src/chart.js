// Bars, one for each row, in the order of the answer.
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { short } from "./drawing.js";

const WIDEST = 960, ROW = 24;

export function drawChart(box, bars, label) {
  const values = bars.map((bar) => bar.value).filter(Number.isFinite);
  if (!values.length) return;
  const WIDTH = Math.max(360, Math.min(WIDEST, box.clientWidth || WIDEST)), LEFT = WIDTH * 0.32;
  const x = scaleLinear([Math.min(0, ...values), Math.max(0, ...values)], [LEFT, WIDTH - 90]);
  const svg = select(box).append("svg").attr("viewBox", `0 0 ${WIDTH} ${bars.length * ROW + 8}`).attr("role", "img")
    .attr("aria-label", `Chart of ${short(label, 40)}. The table says the same.`);
  bars.forEach((bar, at) => {
    const row = svg.append("g").attr("transform", `translate(0 ${at * ROW + 4})`);
    row.append("text").attr("x", LEFT - 10).attr("y", 15).attr("text-anchor", "end").text(short(bar.name, Math.floor(LEFT / 7.2)));
    row.append("rect").attr("x", Math.min(x(0), x(bar.value))).attr("y", 3).attr("height", ROW - 8).attr("width", Math.max(1, Math.abs(x(bar.value) - x(0))));
    row.append("text").attr("x", Math.max(x(0), x(bar.value)) + 6).attr("y", 15).text(bar.value.toLocaleString("en"));
  });
}
