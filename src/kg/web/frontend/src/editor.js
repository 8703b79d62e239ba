// The query editor: field, examples, run, answer, permalink. The plain form beneath it works without this script.
import { element, short } from "./drawing.js";
import { makeField } from "./field.js";
import { showRows, tabs } from "./results.js";

const feed = JSON.parse(document.getElementById("editor-feed").textContent);
const form = document.getElementById("editor");
const answer = document.getElementById("answer");
const status = document.getElementById("status");
const field = makeField(document.getElementById("query"), document.getElementById("copy"), document.getElementById("warnings"), feed, feed.lint ? advise : null);
const context = { base: feed.base, kg: feed.prefixes.kg, ask };
let running = null;

async function ask(query, signal) {
  const response = await send(query, signal);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

function send(query, signal) {
  const body = new URLSearchParams({ query });
  if (feed.pinned) body.set("release", feed.pinned);
  return fetch("./sparql", { method: "POST", body, signal, headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.8" } });
}

function withPrefixes(query) {
  const missing = Object.entries(feed.prefixes).filter(([prefix]) =>
    new RegExp(`(^|[^\\w])${prefix}:`, "m").test(query) && !new RegExp(`PREFIX\\s+${prefix}:`, "i").test(query));
  return missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("") + query;
}

// Places in the server's advice count code points from 1, in the query with its prefixes before it.
async function advise(text) {
  const full = withPrefixes(text);
  const added = full.slice(0, full.length - text.length).split("\n").length - 1;
  const lines = text.split("\n");
  try {
    const response = await fetch("./lint", { method: "POST", body: new URLSearchParams({ query: full }) });
    if (!response.ok) return null;
    return (await response.json()).advice.filter(({ line }) => line > added).map(({ line, column, length, message, suggestion }) => {
      const at = line - added - 1;
      const before = lines.slice(0, at).reduce((sum, other) => sum + other.length + 1, 0);
      const start = before + [...(lines[at] ?? "")].slice(0, column - 1).join("").length;
      return { start, end: start + Math.max(1, length), message: `${message}${suggestion ? `; did you mean ${suggestion}?` : "."}` };
    });
  } catch {
    return null;
  }
}

async function run() {
  const query = withPrefixes(field.value);
  if (query !== field.value) field.value = query;
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  status.textContent = "Running …";
  const began = performance.now();
  try {
    const response = await send(query, signal);
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    if (!response.ok) return await showProblem(response);
    remember(query);
    if (response.headers.get("Content-Type")?.includes("sparql-results+json")) {
      const found = await response.json();
      if ("boolean" in found) {
        answer.replaceChildren(element("p", { class: "lead" }, found.boolean ? "Yes: a statement matches." : "No statement found. That is no evidence of the contrary."));
        status.textContent = `Answered in ${seconds} s`;
      } else {
        showRows(answer, found, context);
        status.textContent = `${found.results.bindings.length} rows in ${seconds} s`;
      }
    } else {
      const text = await response.text();
      tabs(answer, [["turtle", "Turtle", (pane) => pane.append(element("pre", { class: "code" }, text.slice(0, 500_000)))]]);
      status.textContent = `Answered in ${seconds} s`;
    }
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = "The server cannot be reached.";
  }
}

async function showProblem(response) {
  let told = {};
  try {
    told = await response.json();
  } catch {
    told = {};
  }
  const words = [told.detail ?? told.title ?? `The server answered ${response.status}.`, told.hint && !String(told.detail ?? "").includes(told.hint) ? told.hint : ""].filter(Boolean).join(" ");
  status.textContent = "";
  answer.replaceChildren(element("p", { class: "warning", role: "alert" }, short(words, 1500)));
  if (told.line) field.showError(told.line, told.column ?? 1, short(words, 300));
}

function remember(query) {
  const given = new URLSearchParams({ query });
  if (feed.pinned) given.set("release", feed.pinned);
  history.replaceState(null, "", `./sparql?${given}`);
  const pinned = new URLSearchParams({ query, release: feed.release });
  const link = document.getElementById("permalink");
  link.href = `./sparql?${pinned}`;
  link.hidden = false;
  const cited = document.getElementById("cite-answer");
  if (cited) {
    cited.href = `./permalink?${pinned}`;
    cited.hidden = false;
  }
  for (const download of document.querySelectorAll("[data-download]")) {
    download.href = `./sparql?${new URLSearchParams({ query, format: download.dataset.download })}`;
    download.hidden = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
document.getElementById("examples").addEventListener("change", (event) => {
  const example = feed.examples.find(({ name }) => name === event.target.value);
  if (!example) return;
  field.value = example.text;
  run();
});
document.getElementById("plain-format")?.remove();
form.classList.add("live");
if (feed.run) run();
