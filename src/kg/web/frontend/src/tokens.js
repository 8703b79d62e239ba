// Cuts SPARQL into tokens for colouring and linting; never evaluates anything.
const PATTERN = /(?<comment>#[^\n]*)|(?<string>"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(?<iri><[^<>"{}|^`\\\s]*>)|(?<variable>[?$][\p{L}\p{N}_]+)|(?<name>[\p{L}][\p{L}\p{N}_.-]*?:(?:[\p{L}\p{N}_:-](?:[\p{L}\p{N}_.:%-]*[\p{L}\p{N}_:%-])?)?|:[\p{L}\p{N}_-]+)|(?<number>\d+(?:\.\d+)?)|(?<word>[\p{L}@][\p{L}\p{N}_-]*)|(?<space>\s+)|(?<sign>.)/gsu;
const WORDS = new Set("BASE PREFIX SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF OPTIONAL UNION MINUS GRAPH SERVICE SILENT BIND AS FILTER NOT EXISTS IN A TRUE FALSE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN SUBSTR UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REPLACE REGEX YEAR MONTH DAY NOW COALESCE IF SAMETERM ISIRI ISLITERAL ISBLANK ISNUMERIC".split(" "));

export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(PATTERN)) {
    let [kind, value] = Object.entries(match.groups).find(([, part]) => part !== undefined);
    if (kind === "word") kind = WORDS.has(value.toUpperCase()) ? "keyword" : value.startsWith("@") ? "string" : "word";
    found.push({ kind, value, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

// What a reader of the query should know before running it: [{start, end, message}].
export function lint(text, feed) {
  const all = tokens(text).filter((token) => token.kind !== "space" && token.kind !== "comment");
  const declared = new Map(Object.entries(feed.prefixes));
  const own = new Set();
  all.forEach((token, at) => {
    if (token.kind === "keyword" && token.value.toUpperCase() === "PREFIX" && all[at + 1] && all[at + 2]?.kind === "iri") {
      own.add(all[at + 1].value.slice(0, -1));
      declared.set(all[at + 1].value.slice(0, -1), all[at + 2].value.slice(1, -1));
    }
  });
  const terms = new Map(feed.terms.map((term) => [term.name, term]));
  const kg = feed.prefixes.kg;
  const warnings = [];
  const variables = new Map();
  const projected = all.findIndex((token) => token.value === "{");
  all.forEach((token, at) => {
    if (token.kind === "variable") variables.set(token.value.slice(1), [...(variables.get(token.value.slice(1)) ?? []), token]);
    if (token.kind !== "name" || all[at - 1]?.value?.toUpperCase() === "PREFIX") return;
    const [prefix, ...rest] = token.value.split(":");
    if (!own.has(prefix) && !(prefix in feed.prefixes)) warnings.push({ ...token, message: `The prefix ${prefix}: is not declared.` });
    if (declared.get(prefix) === kg && rest.join(":")) {
      const name = rest.join(":");
      const term = terms.get(name);
      if (!term) warnings.push({ ...token, message: `There is no term kg:${name}${nearest(name, [...terms.keys()])}.` });
      else if (!term.count && !feed.quiet) warnings.push({ ...token, message: `Nothing in this release uses kg:${name}.` });
    }
  });
  const star = all.some((token, at) => token.value === "*" && at < projected);
  for (const [name, uses] of variables) {
    if (uses.length === 1 && !star && !name.startsWith("_")) warnings.push({ ...uses[0], message: `?${name} stands only once.` });
  }
  for (const match of text.matchAll(/FILTER\s*\([^)]*\?(start|end)\b[^)]*\)/gi)) {
    warnings.push({ start: match.index, end: match.index + match[0].length, message: `Filter on kg:${match[1]}Earliest, kg:${match[1]}Latest or kg:${match[1]}Year: dates come with different precision.` });
  }
  return warnings.sort((a, b) => a.start - b.start);
}

function nearest(name, names) {
  let best = null, least = 4;
  for (const other of names) {
    const distance = editDistance(name.toLowerCase(), other.toLowerCase(), least);
    if (distance < least) [best, least] = [other, distance];
  }
  return best ? `; did you mean kg:${best}` : "";
}

function editDistance(one, other, most) {
  if (Math.abs(one.length - other.length) >= most) return most;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    row = next;
  }
  return row[other.length];
}
