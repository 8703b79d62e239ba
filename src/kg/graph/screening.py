"""Screens rows of quads: whether they surely keep the shapes, told by checks compiled from ``ontology/shapes.ttl``.

Screening clears a document's share or leaves it to pySHACL, which then decides and says what is wrong. It clears
nothing that it is not sure of: a constraint it does not know, a value it cannot read, or a node that comes back later
all count as doubt. Nodes with the same properties in the same order are of one form; all that its number of values
decides is decided once for each form, so that for a node only the values are left to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kg.graph.rows import Row
from kg.graph.shape_values import Check, value_check
from kg.graph.shapes import SH, read_shapes
from kg.graph.terms import RDF, SKOS

TYPE = str(RDF.type)
_EVIDENCE = "/id/evidence/"
_SILENT = frozenset(map(str, (RDF.type, SH.message, SH.severity, SH.name)))
MOST_FORMS = 20_000
"""Forms remembered at once."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a property shape asks of one property: how many values, what each must be, and how two properties compare.

    ``classes`` of which each value must be one, ``held`` values that must be among them; ``later`` are properties
    whose values are greater (strictly where ``True``).
    """

    path: str
    least: float
    most: float
    check: Check | None
    classes: tuple[str, ...]
    held: tuple[str, ...]
    later: tuple[tuple[str, bool], ...]


@dataclass(slots=True)
class Rules:
    """The requirements by what they target; ``None`` among them is one that screening does not know."""

    by_class: dict[str, list[Requirement | None]] = field(default_factory=dict)
    of_subjects: dict[str, list[Requirement | None]] = field(default_factory=dict)
    of_objects: dict[str, list[Check | None]] = field(default_factory=dict)
    relevant: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """What is left to look at in a node of this form; places count its properties.

    ``values`` are to be checked, ``members`` have to be of a class, ``ordered`` pairs have to come one before the
    other, ``apart`` have to differ.
    """

    types: frozenset[str]
    values: tuple[tuple[int, Check], ...]
    members: tuple[tuple[int, str], ...]
    ordered: tuple[tuple[int, int, bool], ...]
    apart: tuple[tuple[int, ...], ...]


Node = tuple[list[str], list[str]]
"""The properties of a node and their values; a class stands for itself as a property."""


class Screening:
    """Screens one share, whose rows come as ``plain_quads`` gives them; ``clear`` as long as all keep the shapes."""

    def __init__(self) -> None:
        self.clear = True
        self._rules = rules()
        self._nodes: dict[str, Node] = {}
        self._graph = ""
        self._types: Types = {}
        self._graphs: set[str] = set()

    def take(self, rows: Iterable[Row]) -> None:
        """Screen some rows more."""
        relevant, classes, nodes, graph = self._rules.relevant, self._rules.by_class, self._nodes, self._graph
        for subject, predicate, value, named in rows:
            if predicate not in relevant:
                continue
            if named != graph:
                self._close()
                nodes, self._graph = self._nodes, named
                graph = named
            if predicate == TYPE:
                predicate = value
                self.clear = self.clear and (value in classes or value not in relevant)
            node = nodes.get(subject)
            if node is None:
                nodes[subject] = ([predicate], [value])
            else:
                node[0].append(predicate)
                node[1].append(value)

    def finish(self) -> bool:
        """Whether all that was taken keeps the shapes."""
        self._close()
        return self.clear

    def _close(self) -> None:
        """Look at the nodes of the default graph so far, or at those of the evidence graph that has ended."""
        nodes, self._nodes = self._nodes, {}
        if not self.clear or not nodes:
            return
        forms = {subject: form(tuple(node[0])) for subject, node in nodes.items()}
        types = {subject: found.types for subject, found in forms.items() if found is not None}
        if self._graph:
            own = _EVIDENCE in self._graph and self._graph not in self._graphs and all(types.values())
            self._graphs.add(self._graph)
        else:
            own = self._types.keys().isdisjoint(types)
            self._types.update(types)
        self.clear = (
            own
            and len(types) == len(forms)
            and all(
                _keeps(found, nodes[subject][1], types, self._types)
                for subject, found in forms.items()
                if found is not None
            )
        )


Types = dict[str, frozenset[str]]


def _keeps(form: Form, values: list[str], types: Types, of_document: Types) -> bool:
    for place, check in form.values:
        if not check(values[place]):
            return False
    for place, name in form.members:
        if name not in (types.get(values[place]) or of_document.get(values[place]) or ()):
            return False
    for one, other, strictly in form.ordered:
        if not comes_before(values[one], values[other], strictly=strictly):
            return False
    return all(len({values[place] for place in places}) == len(places) for places in form.apart)


@lru_cache(maxsize=MOST_FORMS)
def form(properties: tuple[str, ...]) -> Form | None:
    """The form of nodes with these properties; ``None`` where their number is wrong or something is not known."""
    known = rules()
    types = frozenset(name for name in properties if name in known.by_class or name not in known.relevant)
    wanted: list[Requirement | None] = []
    for name in dict.fromkeys(properties):
        wanted += known.by_class.get(name, ()) if name in types else known.of_subjects.get(name, ())
    checks: list[tuple[int, Check | None]] = [
        (place, check) for place, name in enumerate(properties) for check in known.of_objects.get(name, ())
    ]
    members: list[tuple[int, str]] = []
    ordered: list[tuple[int, int, bool]] = []
    apart: list[tuple[int, ...]] = []
    for one in wanted:
        if one is None or (one.path == TYPE and not types.issuperset(one.held)):
            return None
        if one.path == TYPE:
            continue
        places = tuple(place for place, name in enumerate(properties) if name == one.path)
        if not one.least <= len(places) <= one.most or one.held:
            return None
        checks += [(place, one.check) for place in places if one.check is not None]
        members += [(place, name) for place in places for name in one.classes]
        for later, strictly in one.later:
            after = [place for place, name in enumerate(properties) if name == later]
            ordered += [(place, other, strictly) for place in places for other in after]
        if one.least > 1:
            apart.append(places)
    if any(check is None for _, check in checks):
        return None
    values = tuple(dict.fromkeys((place, check) for place, check in checks if check is not None))
    return Form(types, values, tuple(members), tuple(ordered), tuple(apart))


_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)"\^\^<http://www\.w3\.org/2001/XMLSchema#date>')
_WHOLE = re.compile(r'"(\d+)"\^\^<http://www\.w3\.org/2001/XMLSchema#integer>')


def comes_before(one: str, other: str, *, strictly: bool) -> bool:
    """Whether a day or whole number surely comes before another one (or is the same, unless strictly)."""
    first, second = _DAY.fullmatch(one), _DAY.fullmatch(other)
    if first and second:
        return first[1] < second[1] or (not strictly and first[1] == second[1])
    first, second = _WHOLE.fullmatch(one), _WHOLE.fullmatch(other)
    if first and second:
        return int(first[1]) < int(second[1]) or (not strictly and int(first[1]) == int(second[1]))
    return False


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The shapes as rules."""
    shapes = read_shapes()
    found = Rules(relevant=frozenset(map(str, shapes.relevant)))
    said: dict[str, dict[str, list[str]]] = {}
    for triple in shapes.triples:
        said.setdefault(str(triple.subject), {}).setdefault(str(triple.predicate), []).append(str(triple.object))
    schemes: dict[str, set[str]] = {}
    for triple in shapes.schemes:
        schemes.setdefault(str(triple.object), set()).add(str(triple.subject))
    targets: tuple[tuple[str, dict[str, list[Requirement | None]]], ...] = (
        (str(SH.targetClass), found.by_class),
        (str(SH.targetSubjectsOf), found.of_subjects),
    )
    for shape in said.values():
        if _is_group(shape):
            continue
        requirement = _requirement(shape, said)
        for predicate, by_name in targets:
            for name in shape.get(predicate, ()):
                by_name.setdefault(name, []).append(requirement)
        for name in shape.get(str(SH.targetObjectsOf), ()):
            found.of_objects.setdefault(name, []).append(_in_scheme(shape, schemes))
    return found


def _is_group(shape: dict[str, list[str]]) -> bool:
    """Whether a shape asks nothing itself: its property shapes have targets of their own."""
    return set(shape) <= _SILENT | _TARGETS | {_LABEL}


_TARGETS = frozenset(map(str, (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)))
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_COMPARED = {str(SH.lessThan): True, str(SH.lessThanOrEquals): False}


def _requirement(shape: dict[str, list[str]], said: dict[str, dict[str, list[str]]]) -> Requirement | None:
    """The requirement of a property shape; ``None`` where it is not known."""
    rest = {name: values for name, values in shape.items() if name not in _SILENT | _TARGETS}
    path = rest.pop(str(SH.path), [""])[0]
    least, most = (rest.pop(str(name), [""])[0] for name in (SH.minCount, SH.maxCount))
    classes, held = (tuple(rest.pop(str(name), ())) for name in (SH["class"], SH.hasValue))
    later = tuple((name, strictly) for key, strictly in _COMPARED.items() for name in rest.pop(key, ()))
    check = value_check(rest, said)
    if (
        not path.startswith("<")
        or (rest and check is None)
        or (path == TYPE and (rest or least or most or classes or later))
    ):
        return None
    return Requirement(path, _number(least, 0), _number(most, float("inf")), check, classes, held, later)


def _number(written: str, otherwise: float) -> float:
    return int(written[1:].partition('"')[0]) if written else otherwise


def _in_scheme(shape: dict[str, list[str]], schemes: dict[str, set[str]]) -> Check | None:
    """Whether a value is a term of the scheme that a shape names; other shapes of objects are not known."""
    rest = {name: values for name, values in shape.items() if name not in _SILENT | _TARGETS}
    if set(rest) != {str(SH.path), str(SH.hasValue)} or rest[str(SH.path)] != [str(SKOS.inScheme)]:
        return None
    terms: Callable[[str], bool] = frozenset(
        set.intersection(*(schemes.get(name, set()) for name in rest[str(SH.hasValue)]))
    ).__contains__
    return terms
