// Days in ISO form, read and compared as text where possible; years before 1 are not needed here.

export function yearOf(day) {
  const match = /^(-?\d{1,6})/.exec(day ?? "");
  return match ? Number(match[1]) : null;
}

export function yearFraction(day) {
  const match = /^(-?\d{1,6})(?:-(\d\d))?(?:-(\d\d))?/.exec(day ?? "");
  if (!match) return null;
  return Number(match[1]) + (match[2] ? (Number(match[2]) - 1) / 12 : 0) + (match[3] ? (Number(match[3]) - 1) / 366 : 0);
}

export function periodWords(earliest, latest) {
  const first = yearOf(earliest), last = yearOf(latest);
  if (first === null && last === null) return "no date given";
  if (earliest && earliest === latest) return earliest;
  return first === last || last === null || first === null ? String(first ?? last) : `${first}–${last}`;
}

// The state of a relation on a day: [state, whether the day surely lies within it].
export function stateOn(phases, day) {
  let found = ["unknown", true];
  for (const [state, start, startLatest, end, endLatest] of phases) {
    if ((start && day < start) || (endLatest && day >= endLatest && end === endLatest) || (endLatest && day > endLatest)) continue;
    const sure = (!startLatest || day >= startLatest) && (!end || day < end);
    if (sure) return [state, true];
    found = [state, false];
  }
  return found;
}
