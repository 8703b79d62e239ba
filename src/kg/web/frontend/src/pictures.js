// Draws the map and the timeline of a page from the data that stands in it.
import { drawMap } from "./map.js";
import { drawTimeline } from "./timeline.js";

const source = document.getElementById("picture-data");
if (source) {
  const data = JSON.parse(source.textContent);
  const map = document.querySelector("[data-picture=map]");
  const timeline = document.querySelector("[data-picture=timeline]");
  if (map) drawMap(map, { items: data.items, place: data.place, subject: data.subject, day: data.day });
  if (timeline) {
    const dots = data.items.flatMap((item) => (item.events ?? []).map(([kind, day, latest]) => ({ label: item.name, kind, day, latest, path: item.path })));
    drawTimeline(timeline, dots);
  }
}
