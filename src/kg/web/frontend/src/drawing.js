// Small pieces that every picture needs; texts go in as text, never as markup.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Only addresses of this site and of the web are followed.
export function safeAddress(address) {
  try {
    const url = new URL(address, document.baseURI);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function short(text, length = 80) {
  const plain = String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  return plain.length > length ? plain.slice(0, length - 1) + "…" : plain;
}

export const ERAS = [
  [1900, "before 1900"],
  [1945, "1900–1944"],
  [1960, "1945–1959"],
  [1975, "1960–1974"],
  [1990, "1975–1989"],
  [Infinity, "since 1990"],
];

export function eraOf(year) {
  return year === null ? "none" : ERAS.findIndex(([end]) => year < end);
}

export function legend(entries) {
  return element("p", { class: "picture-legend" },
    ...entries.map(([cls, text]) => element("span", {}, element("i", { class: `swatch ${cls}`, "aria-hidden": "true" }), text)));
}

// A picture is one image to a screen reader and to the keyboard, and its table has the links; a mouse may click in it.
export function leadTo(mark, path) {
  const address = path ? safeAddress(path) : null;
  if (address) mark.classed("leads", true).on("click", (event) => (event.ctrlKey || event.metaKey ? open(address, "_blank", "noopener") : location.assign(address)));
}
