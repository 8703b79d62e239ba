// The query field: a plain text area over a coloured copy of its text, with completion of terms.
import { element } from "./drawing.js";
import { lint, tokens } from "./tokens.js";

// advise(text) gives the server's advice on a text: [{start, end, message}], or null where it has none to give.
export function makeField(area, copy, problems, feed, advise) {
  let engineError = null, advice = null, timer = 0;
  const list = element("ul", { class: "suggestions", role: "listbox", id: "completions" });
  list.hidden = true;
  area.after(list);
  let offered = [], chosen = 0;

  function paint() {
    const text = area.value;
    const warnings = advice ? [...advice] : lint(text, feed);
    if (engineError) warnings.unshift(engineError);
    const parts = [];
    for (const token of tokens(text)) {
      const wrong = warnings.some((warning) => warning.start < token.end && token.start < warning.end);
      parts.push(element("span", { class: `t-${token.kind}${wrong && token.kind !== "space" ? " t-wrong" : ""}` }, token.value));
    }
    copy.replaceChildren(...parts, "\n\u200b");
    problems.replaceChildren(...warnings.slice(0, 8).map((warning) => {
      const line = text.slice(0, warning.start).split("\n").length;
      return element("li", {}, element("button", { type: "button", class: "plain", onclick: () => jump(warning) }, `Line ${line}`), ` ${warning.message}`);
    }));
  }

  function jump(warning) {
    area.focus();
    area.setSelectionRange(warning.start, warning.end);
  }

  function word() {
    const before = area.value.slice(0, area.selectionStart);
    return /(?:^|[\s(){}\[\];,.|/^!])((?:kg|org):[\w-]*)$/.exec(before)?.[1] ?? null;
  }

  function offer() {
    const typed = word();
    const wanted = typed?.slice(typed.indexOf(":") + 1).toLowerCase();
    offered = typed?.startsWith("kg:") ? feed.terms.filter((term) => term.name.toLowerCase().includes(wanted) && term.name.toLowerCase() !== wanted)
      .sort((a, b) => Number(!a.name.toLowerCase().startsWith(wanted)) - Number(!b.name.toLowerCase().startsWith(wanted)) || b.count - a.count).slice(0, 8) : [];
    chosen = 0;
    list.hidden = offered.length === 0;
    list.replaceChildren(...offered.map((term, at) => element("li", { role: "option", id: `completion-${at}`, "aria-selected": String(at === chosen), onmousedown: (event) => { event.preventDefault(); take(at); } }, `kg:${term.name}`, element("span", {}, term.label))));
    if (list.hidden) area.removeAttribute("aria-activedescendant");
    else area.setAttribute("aria-activedescendant", `completion-${chosen}`);
  }

  function take(at) {
    const typed = word();
    const start = area.selectionStart - typed.length;
    area.setRangeText(`kg:${offered[at].name}`, start, area.selectionStart, "end");
    close();
    changed();
  }

  function close() {
    offered = [];
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function changed() {
    engineError = advice = null;
    paint();
    clearTimeout(timer);
    if (!advise) return;
    timer = setTimeout(async () => {
      const text = area.value;
      const found = await advise(text);
      if (!found || text !== area.value) return;
      advice = [...lint(text, feed).filter(({ message }) => message.includes("is not declared")), ...found].sort((a, b) => a.start - b.start);
      paint();
    }, 350);
  }

  area.addEventListener("input", () => { changed(); offer(); });
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
      [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
      area.setAttribute("aria-activedescendant", `completion-${chosen}`);
      event.preventDefault();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      take(chosen);
      event.preventDefault();
    } else if (event.key === "Escape") close();
  });
  changed();
  return {
    get value() { return area.value; },
    set value(text) { area.value = text; close(); changed(); },
    showError(line, column, message) {
      const lines = area.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, column - 1);
      engineError = { start, end: start + 1, message };
      paint();
    },
  };
}
