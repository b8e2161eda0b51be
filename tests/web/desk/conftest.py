"""The pages as they run, and people in front of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx
import pytest

from bot.context import Context
from bot.desk import visits
from bot.web import server
from tests.web.conftest import PATIENCE, no_slack, serving
from tests.web.desk import filled

SEAL = re.compile(r'name="seal" value="([0-9a-f]*)"')


@dataclass
class Somebody:
    """One browser: no redirect is followed unasked."""

    http: httpx.Client
    context: Context
    seal: str = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Look at a page; the word of its forms is remembered."""
        answer = self.http.get(path, headers=headers)
        if found := SEAL.search(answer.text):
            self.seal = found[1]
        return answer

    def text(self, path: str) -> str:
        """What a page says."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:400])
        return unescape(answer.text)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """Send a form of this visit."""
        return self.http.post(path, data={"seal": self.seal, **(fields or {})}, headers=headers)

    def link(self, person: str) -> str:
        """A new one-time link of ``person``, without the host."""
        context = self.context
        token = context.store.write(lambda session: visits.invite(session, context.book(), person, context.now()))
        return f"/desk/enter/{token}"

    def sign_in(self, person: str) -> Somebody:
        """Come in as ``person``."""
        answer = self.http.post(self.link(person))
        assert answer.status_code == 303, answer.text
        return self


@dataclass
class House:
    """The running pages; ``book`` may be changed."""

    address: str
    context: Context
    opened: list[httpx.Client] = field(default_factory=list)

    def somebody(self, **options: Any) -> Somebody:
        """A new browser."""
        http = httpx.Client(base_url=self.address, timeout=PATIENCE, trust_env=False, **options)
        self.opened.append(http)
        return Somebody(http, self.context)


@pytest.fixture
def house(context: Context) -> Iterator[House]:
    """The pages over a desk on which nothing has happened."""
    with serving(server.make(context, no_slack)) as address:
        made = House(address, context)
        yield made
        for http in made.opened:
            http.close()


@pytest.fixture(scope="session")
def remembered() -> filled.Remembered:
    """What the filled desk holds: made once, then copied."""
    return filled.Remembered()


@pytest.fixture
def refs(context: Context, remembered: filled.Remembered) -> list[str]:
    """A filled desk; the references of its complaints, oldest first."""
    return context.store.write(lambda session: remembered.fill(session, context.book(), context.now()))


@pytest.fixture
def manager(house: House, refs: list[str]) -> Somebody:
    """Hélène, who reads French, in front of a filled desk."""
    return house.somebody().sign_in("U0HEL")


@pytest.fixture
def roles(context: Context, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a person other roles, or take them off the desk (no roles named)."""

    def change(person: str, *names: str) -> None:
        from bot.desk.vocabulary import Role

        people = context.book().desk.people
        if names:
            spec = people[person].model_copy(update={"roles": [Role(name) for name in names]})
            monkeypatch.setitem(people, person, spec)
        else:
            monkeypatch.delitem(people, person)

    return change
