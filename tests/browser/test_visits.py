"""What visitors do: find a sentence, search, ask, use the keyboard alone, come without JavaScript."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
sys.path.insert(0, str(Path(__file__).parent))

from sample_app import PAGES
from test_long_documents import KEY, SPANS
from visiting import Site, watched

WIDTHS = (360, 1600)
QUERY = "query=SELECT%20%3Fs%20%7B%3Fs%20%3Fp%20%3Fo%7D%20ORDER%20BY%20%3Fs%20LIMIT%205"
SEEN = {
    **PAGES,
    "editor": f"/sparql?{QUERY}",
    "permalink": f"/permalink?{QUERY}",
    "part of a long text": f"/document/{KEY}?part=2",
    "downloads": "/dumps/",
    "releases": "/releases/",
    "nothing": "/page/country/atlantis",
}
"""A page of every kind, those of the endpoint among them."""


@pytest.fixture
def page(browser: Any) -> Any:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def test_a_newcomer_reaches_a_sentence_in_its_source_in_four_clicks(site: Site, page: Any) -> None:
    watch = watched(page, site.address)
    page.goto(site.address)
    page.click("main .cards a >> nth=0")
    page.click(".statement.membership .witness a >> nth=0")
    page.wait_for_url(re.compile(r"/document/.*#p-"))
    target = page.locator(f"[id='{page.url.partition('#')[2]}']")
    assert target.is_visible()
    assert "Peru has been a member" in page.locator("main").inner_text()
    assert not watch.errors
    assert not watch.strangers


def test_search_finds_what_is_typed_wrongly_and_suggests_while_typing(site: Site, page: Any) -> None:
    watch = watched(page, site.address)
    page.goto(site.address)
    page.fill("#home-q", "mercosu")
    page.wait_for_selector("form.big .suggestions li")
    page.press("#home-q", "ArrowDown")
    page.press("#home-q", "Enter")
    page.wait_for_url("**/page/organization/mercosur")
    page.fill("#q", "Cote dIvoir")
    page.press("#q", "Enter")
    page.click("text=Côte d’Ivoire")
    page.wait_for_url("**/page/country/cote-d-ivoire")
    assert not watch.errors


def test_the_keyboard_alone_leads_from_the_start_to_a_statement(site: Site, page: Any) -> None:
    page.goto(site.address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.cards') !== null"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/country/peru")


@pytest.mark.usefixtures("bundle")
def test_pictures_are_drawn_and_a_day_can_be_chosen(site: Site, page: Any) -> None:
    watch = watched(page, site.address)
    page.goto(f"{site.address}/page/country/peru")
    page.wait_for_selector("[data-picture=map] svg .points circle")
    page.wait_for_selector("[data-picture=timeline] svg circle")
    page.fill(".day input", "1965-01-01")
    page.dispatch_event(".day input", "change")
    assert page.locator(".points .state-broken").count() == 1
    assert "on 1965-01-01" in page.locator(".day output").inner_text()
    assert not watch.errors
    assert not watch.strangers


@pytest.mark.usefixtures("bundle")
def test_the_editor_runs_an_example_and_shows_a_map(site: Site, page: Any) -> None:
    watch = watched(page, site.address)
    page.goto(f"{site.address}/sparql")
    page.fill(
        "#query",
        """SELECT ?name ?year WHERE { ?r a kg:DiplomaticRelation ; kg:between ?c ; kg:hasEvent ?e .
        ?e kg:startYear ?year . ?c rdfs:label ?name } ORDER BY ?year ?name""",
    )
    page.click("#editor button:has-text('Run')")
    page.wait_for_selector("[role=tab]")
    assert "Chile" in page.locator("#pane-table").inner_text()
    assert page.input_value("#query").startswith("PREFIX kg:")
    page.click("#tab-map")
    page.wait_for_selector("#pane-map svg .points circle")
    page.click("#tab-timeline")
    page.wait_for_selector("#pane-timeline svg circle")
    assert "release=" in page.get_attribute("#permalink", "href")
    assert not watch.errors
    assert not watch.strangers


@pytest.mark.usefixtures("bundle")
def test_the_editor_warns_in_place_and_completes_terms(site: Site, page: Any) -> None:
    page.goto(f"{site.address}/sparql")
    page.fill("#query", "SELECT ?s WHERE { ?s a kg:Contry ; kg:startt ?once }")
    warnings = page.locator("#warnings").inner_text()
    assert "did you mean kg:Country" in warnings
    page.wait_for_timeout(1200)
    assert "once" in page.locator("#warnings").inner_text()
    assert page.locator("#copy .t-wrong").count() >= 2
    page.fill("#query", "SELECT ?s WHERE { ?s a ")
    page.type("#query", "kg:Diplo")
    page.wait_for_selector("#completions li")
    page.press("#query", "Enter")
    assert page.input_value("#query").endswith("kg:DiplomaticRelation")


@pytest.mark.usefixtures("bundle")
def test_hostile_variables_and_values_stay_text_in_the_editor(site: Site, page: Any) -> None:
    shown: list[str] = []
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    page.goto(f"{site.address}/sparql")
    page.fill(
        "#query",
        """SELECT ("<img src=x onerror=alert(1)>" AS ?ximgx) (<javascript:alert(2)> AS ?iri)
        ("</script><script>alert(3)</script>"@en AS ?s) (1 AS ?n)
        (<http://a.example/%22onmouseover=alert(4)> AS ?i) {}""",
    )
    page.click("#editor button:has-text('Run')")
    page.wait_for_selector("#pane-table td")
    assert "<img src=x" in page.locator("#pane-table").inner_text()
    assert page.locator("#answer img, #answer script").count() == 0
    assert page.locator("#answer a[href^='javascript:']").count() == 0
    page.click("#tab-chart")
    page.wait_for_selector("#pane-chart svg")
    page.wait_for_timeout(200)
    assert shown == []


def test_the_editor_answers_without_javascript(site: Site, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{site.address}/sparql")
    page.fill("#query", "SELECT ?s WHERE { ?s ?p ?o } LIMIT 2")
    with page.expect_download() as download:
        page.click("#editor button:has-text('Run')")
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("s\n")
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_complete_without_javascript_at_any_width(site: Site, browser: Any, width: int) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{site.address}/page/country/peru")
    assert page.locator("text=In 1960 Peru broke relations with Cuba").first.is_visible()
    assert page.locator("[data-picture]").count() == 0 or not page.locator("[data-picture]").first.is_visible()
    context.close()


def test_axe_finds_nothing_and_nothing_overflows(site: Site, browser: Any, axe: str) -> None:
    """Every rule on a light phone; on a dark desk the colours again. One visit for both."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    watch = watched(page, site.address)
    found = []
    for name, path in SEEN.items():
        for width, scheme, options in ((360, "light", "{}"), (1600, "dark", "{runOnly: ['color-contrast']}")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            if scheme == "light":
                page.goto(site.address + path, wait_until="load")
                page.evaluate(axe)
            told = "r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 150))])"
            found += [(name, scheme, *told) for told in page.evaluate(f"axe.run({options}).then({told})")]
            over = page.evaluate("document.documentElement.scrollWidth") - width
            if over > 0:
                found.append((name, scheme, "overflow", [str(over)]))
    assert not found
    assert not [error for error in watch.errors if "404" not in error]
    assert not watch.strangers
    context.close()


def test_a_fragment_that_names_a_passage_of_another_part_leads_to_that_part(site: Site, page: Any) -> None:
    start, end = SPANS[-1]
    page.goto(f"{site.address}/document/{KEY}#p-{start}-{end}")
    page.wait_for_url(re.compile(r"\?part=\d+#p-"))
    assert page.locator(f"[id='p-{start}-{end}']").is_visible()
    page.goto(f"{site.address}/document/{KEY}")
    page.click("a[rel=next] >> nth=0")
    page.wait_for_url("**part=2")


@pytest.mark.usefixtures("bundle")
def test_what_stands_on_a_page_does_not_move_while_it_loads(site: Site, browser: Any) -> None:
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries())"
            " window.shift += e.value; }).observe({type: 'layout-shift', buffered: true});"
        )
        page = context.new_page()
        for path in ("/", "/page/country/peru", "/relations?country=peru&at=1965-01-01", "/sparql"):
            page.goto(site.address + path, wait_until="networkidle")
            assert page.evaluate("window.shift") < 0.01, (path, width)
        context.close()


@pytest.mark.usefixtures("bundle")
def test_a_picture_without_its_data_leaves_no_hole(site: Site, page: Any) -> None:
    page.route("**/picture/**", lambda route: route.abort())
    page.goto(f"{site.address}/page/country/peru")
    page.wait_for_selector(".map", state="hidden")
    page.click("text=As a table")
    assert page.locator("text=severed 1960").first.is_visible()


@pytest.mark.usefixtures("bundle")
def test_printed_a_page_keeps_its_sentences_and_drops_its_controls(site: Site, page: Any) -> None:
    page.goto(f"{site.address}/page/country/peru")
    page.emulate_media(media="print")
    assert page.locator("text=In 1960 Peru broke relations with Cuba").first.is_visible()
    assert not page.locator("header nav").is_visible()
    assert not page.locator("form.find").is_visible()


def test_a_hostile_release_does_no_harm_in_a_browser(hostile_site: str, page: Any) -> None:
    shown: list[str] = []
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    watch = watched(page, hostile_site)
    for path in PAGES.values():
        page.goto(hostile_site + path, wait_until="load")
        assert page.locator("main img").count() == 0
        assert page.locator("a[href^='javascript:' i]").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.fill("#q", "script")
    page.wait_for_timeout(400)
    assert shown == []
    assert not watch.errors
    assert not watch.strangers
