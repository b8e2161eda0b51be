"""Generic alerts line by line: what ``amends draft`` and ``amends triage`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cli.jsonlines import LONGEST_LINE, as_line

if TYPE_CHECKING:
    from bot.desk.mentions import Reading


class AlertLines:
    """Answers each line that holds an alert with :meth:`result`; what cannot be read with what is wrong with it."""

    def __init__(self) -> None:
        self.unreadable = 0

    def result(self, reading: Reading) -> dict[str, Any]:
        """What there is to say of one alert."""
        raise NotImplementedError(reading)

    def line(self, number: int, raw: bytes) -> str:
        """The result of one input line, as JSON."""
        from bot.sources import generic
        from bot.sources.base import BadRequest

        if len(raw) > LONGEST_LINE:
            return self._refused(number, None, f"the line: longer than {LONGEST_LINE:,} bytes; one alert a line")
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            found = generic.parse("line", text.encode())
        except UnicodeDecodeError:
            return self._refused(number, None, "the line: not UTF-8; save the file as UTF-8")
        except BadRequest as error:
            return self._refused(number, None, str(error).replace("the body", "the line", 1))
        if len(found) != 1:
            return self._refused(number, None, "the line: one alert a line, an object without `alerts`")
        if found[0].errors:
            return self._refused(number, found[0].external_id, found[0].errors)
        return as_line(self.result(generic.read(found[0].payload)))

    def _refused(self, number: int, said: str | None, why: str) -> str:
        self.unreadable += 1
        return as_line({**({"id": said} if said else {}), "line": number, "error": why})
