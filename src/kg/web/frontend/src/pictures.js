// Draws the map and the timeline of a page from the data it names.
import { drawMap } from "./map.js";
import { drawTimeline } from "./timeline.js";

const boxes = [...document.querySelectorAll("[data-picture]")];
const source = boxes.find((box) => box.dataset.source);

async function draw() {
  const { source: address, root, day } = source.dataset;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const data = await response.json();
  const items = data.items.map((item) => ({ ...item, path: root + item.path }));
  for (const box of boxes) {
    if (box.dataset.picture === "map") drawMap(box, { items, place: data.place, subject: data.subject, day });
    else drawTimeline(box, items.flatMap((item) => (item.events ?? []).map(([kind, first, latest]) => ({ label: item.name, kind, day: first, latest, path: item.path }))));
  }
}

// Without its data a picture leaves no hole: the table says the same.
if (source) draw().catch(() => boxes.forEach((box) => { box.hidden = true; }));
