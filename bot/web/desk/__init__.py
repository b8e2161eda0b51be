"""The manager's pages, ``/desk``: where time is lost, what waits, what happened to one complaint.

Made on the server, useful without JavaScript. Whoever comes has a one-time link from Slack (``/amends desk``).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.context import Context
from bot.desk.people import BELONG
from bot.web.desk import openid, pages, render
from bot.web.desk.door import HEADERS
from bot.web.desk.site import Site

A_DAY = "public, max-age=86400, immutable"


def routes(context: Context) -> list[Route]:
    """Everything under ``/desk``."""
    site = Site(context)
    return [
        Route("/desk/static/{name}", _file),
        site.open_route("/desk/enter/{token}", site.knock),
        site.open_route("/desk/enter/{token}", site.enter, "POST"),
        site.open_route("/desk/slack", site.set_out),
        site.open_route(openid.BACK, site.come_back),
        site.route("/desk", pages.home, BELONG),
        site.route("/desk/overview", pages.show_overview, "oversee"),
        site.route("/desk/figures.csv", pages.export_figures, "oversee"),
        site.route("/desk/queue", pages.show_queue, BELONG),
        site.route("/desk/queue.csv", pages.export_queue, "audit"),
        site.route("/desk/complaints/{ref}", pages.show_complaint, BELONG),
        site.route("/desk/incidents", pages.show_incidents, "oversee"),
        site.route("/desk/incidents/{number}", pages.show_incident, "oversee"),
        site.route("/desk/playbooks", pages.show_playbooks, "oversee"),
        site.route("/desk/audit", pages.show_audit, "audit"),
        site.route("/desk/audit.csv", pages.export_audit, "audit"),
        site.route("/desk/choose", pages.choose, BELONG, "POST"),
        site.route("/desk/leave", pages.leave, BELONG, "POST"),
    ]


async def _file(request: Request) -> Response:
    found = render.files().get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("nothing here", 404, HEADERS)
    return Response(found[0], media_type=found[1], headers=HEADERS | {"Cache-Control": A_DAY})
