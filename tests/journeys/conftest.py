"""A demo community on a real server, and real browsers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from community.members.demo import DOMAIN, PASSWORD
from tests.journeys.steps import SOON
from tests.servers import ROOT, Server

OUTPUT = ROOT / ".test-output"
GRAVE = {"serious", "critical"}
NARROWEST = 320
# A server and several browsers share two cores: what is right may come late.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("demo"))
    server.prepare()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(served: Server) -> Server:
    return served


@pytest.fixture
def browser(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The one browser; what a test left open is pictured if it failed, and closed."""
    yield chromium
    failed = getattr(request.node, "failed", False)
    for number, context in enumerate(chromium.contexts):
        for page in context.pages if failed else ():
            _picture(page, f"{request.node.name}-{number}")
        context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    outcome: Any = yield
    if outcome.get_result().failed:
        item.failed = True  # type: ignore[attr-defined]


@pytest.fixture
def login(server: Server) -> Callable[[Page, str], None]:
    def sign_in(page: Page, name: str) -> None:
        page.goto(f"{server.url}/accounts/login/")
        page.get_by_label("E-mail").fill(f"{name}@{DOMAIN}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(re.compile(r"^(?!.*/accounts/login/)"))

    return sign_in


@pytest.fixture
def people(server, browser: Browser, login) -> Iterator[Callable[..., Page]]:
    """Opens a browser of their own for each person."""
    contexts = []

    def open_for(name: str, **options) -> Page:
        context = browser.new_context(base_url=server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SOON)
        login(page, name)
        return page

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Nothing serious for assistive technology, in light and in dark."""

    def check(page: Page) -> None:
        found = []
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.evaluate(SETTLE)
            violations = Axe().run(page, options=ASKED[theme]).response["violations"]
            found += [
                f"{theme}: {one['id']} at {node['target']}: {node.get('failureSummary', '')}"
                for one in violations
                if one["impact"] in GRAVE
                for node in one["nodes"]
            ]
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def no_overflow() -> Callable[[Page], None]:
    """At 320 px nothing has to be scrolled sideways."""

    def check(page: Page) -> None:
        before = page.viewport_size
        page.set_viewport_size({"width": NARROWEST, "height": 720})
        page.wait_for_timeout(100)
        wide = page.evaluate(WIDEST, NARROWEST)
        if before:
            page.set_viewport_size(before)
        assert not wide, f"{page.url} is too wide: {wide}"

    return check


# A theme changes colours alone: what else there is to find was found in the light.
FOUND = {"resultTypes": ["violations"]}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
ASKED = {"light": FOUND, "dark": {**FOUND, "runOnly": OF_COLOURS}}
# A colour on its way from one theme to the other is nobody's choice.
SETTLE = """async () => {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
    for (const one of document.getAnimations()) {
      try { one.finish(); } catch { one.cancel(); }
    }
  }
}"""
WIDEST = """(width) => {
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
}"""


def _picture(page: Page, name: str) -> None:
    folder = Path(OUTPUT)
    folder.mkdir(exist_ok=True)
    safe = re.sub(r"[^\w.-]+", "-", name)
    try:
        page.screenshot(path=str(folder / f"{safe}.png"), full_page=True, timeout=5000)
        (folder / f"{safe}.html").write_text(page.content(), encoding="utf-8")
    except Exception as error:
        print(f"no picture of {name}: {error}")
