// Suggestions while typing in a search box; without this script the box still searches.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${input.id}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.closest("form").append(list);
  let offered = [], chosen = -1, timer = 0, asked = null;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = () => [...list.children].forEach((item, at) => {
    item.setAttribute("aria-selected", String(at === chosen));
    if (at === chosen) input.setAttribute("aria-activedescendant", item.id);
  });
  const go = (at) => {
    location.href = new URL(offered[at].href, new URL(input.dataset.suggest, location.href)).href;
  };
  const show = (found) => {
    offered = found.filter((hit) => hit.href);
    chosen = -1;
    list.replaceChildren(...offered.map((hit, at) => {
      const item = document.createElement("li"), name = document.createElement("bdi"), kind = document.createElement("span");
      item.id = `${list.id}-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      name.textContent = hit.label.length > 60 ? `${hit.label.slice(0, 59)}…` : hit.label;
      kind.textContent = hit.kind;
      item.append(name, kind);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); go(at); });
      return item;
    }));
    list.hidden = offered.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked?.abort();
    const text = input.value.trim();
    if (text.length < 2) return close();
    timer = setTimeout(async () => {
      asked = new AbortController();
      try {
        const response = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: asked.signal });
        if (response.ok) show(await response.json());
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1) + offered.length) % offered.length;
      mark();
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(chosen);
    } else if (event.key === "Escape") close();
  });
  input.addEventListener("blur", close);
}

// A fragment that names a passage of another part of a long text: go to that part.
const wanted = /^#p-(\d+)-\d+$/.exec(location.hash), text = document.querySelector("[data-part]");
if (wanted && text && !document.getElementById(location.hash.slice(1))) {
  const part = Math.floor(Number(wanted[1]) / Number(text.dataset.characters)) + 1;
  if (part !== Number(text.dataset.part)) location.replace(`?part=${part}${location.hash}`);
}
