"""What the tests of incidents share: a topic on which several people complain, and one step of it each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.desk import complaints, drafts, outbox, passages
from bot.desk.incidents import batches, declaring, pacing, statements
from bot.desk.models import Batch, Complaint, Draft, Effect, Incident
from bot.desk.people import Person, allowed

THINGS = ["table", "lampe", "canapé", "fauteuil", "miroir", "commode", "armoire", "bibliothèque"]
SAID = [
    "J'attends ma table depuis trois semaines, toujours rien reçu.",
    "Ma lampe devait arriver mardi et je n'ai toujours rien reçu.",
    "Mon canapé n'est toujours pas arrivé, deux semaines de retard.",
    "Toujours pas reçu mon fauteuil, commandé il y a un mois.",
    "Mon miroir n'est pas arrivé, cela fait dix jours que j'attends.",
    "Je n'ai toujours pas reçu ma commode, livraison prévue lundi.",
]
# Each speaks to one person; the statement's facts follow.
FOR_ONE = [
    "Vous attendez votre table depuis trois semaines. Toutes mes excuses, c'était à nous de vous prévenir.",
    "Votre lampe devait être chez vous mardi. Nous aurions dû vous écrire les premiers : je vous présente mes excuses.",
    "Deux semaines de retard pour un canapé, c'est bien trop. Je vous présente mes excuses : nous n'avons pas tenu.",
    "Un mois après, vous n'avez toujours pas le fauteuil. Cette livraison, nous vous la devons : toutes mes excuses.",
    "Dix jours que vous guettez ce miroir. Nous vous avons laissé sans nouvelles et je vous présente mes excuses.",
    "La commode annoncée pour lundi n'est pas venue. C'est notre erreur, et je vous présente mes excuses.",
]
STATEMENT = (
    "Notre dépôt de Lille est inondé depuis dimanche.\n"
    "Nous faisons partir les commandes de Lyon.\n"
    "Je vous écris de nouveau ici le 25 novembre avant 18 h."
)


@dataclass
class Crisis:
    """An incident on late deliveries in Lille, and whoever acts in it."""

    store: Any
    book: Any
    clock: Any
    take: Any
    topic: str = "late-delivery"

    @property
    def hel(self) -> Person:
        return allowed(self.book, "U0HEL", "incident")

    @property
    def lea(self) -> Person:
        return allowed(self.book, "U0LEA", "approve")

    def complain(self, number: int, **fields: Any) -> int:
        """Somebody complains; the complaint's id."""
        who = {"handle": f"person{number}", "name": f"Nadia Orsel{number}"}
        said = {"id": f"m{number}", "author": who, "text": SAID[number % len(SAID)], "language": "fr"} | fields
        mention = self.take(**said)
        return self.read(lambda s: s.scalars(select(Complaint.id).where(Complaint.mention_id == mention)).one())

    def crowd(self, most: int = 3, **fields: Any) -> list[int]:
        """Several people complain."""
        return [self.complain(number, **fields) for number in range(most)]

    def read(self, look: Any) -> Any:
        with self.store.read() as session:
            return look(session)

    def do(self, verb: Any) -> Any:
        """``verb(session)`` in one transaction."""
        return self.store.write(verb)

    def declare(self) -> int:
        return self.do(lambda s: declaring.declare(s, self.book, self.hel, self.topic, "Lille", "why", self.clock()).id)

    def act(self, verb: Any) -> Any:
        """``verb(session, incident)`` in one transaction, on the latest incident."""
        return self.do(lambda s: verb(s, self.latest(s)))

    def latest(self, session: Any) -> Incident:
        return session.scalars(select(Incident).order_by(Incident.id.desc())).first()

    @property
    def incident(self) -> Incident:
        return self.read(self.latest)

    def complaint(self, number: int) -> Complaint:
        return self.read(lambda s: s.get_one(Complaint, number))

    def draft(self, number: int) -> Draft | None:
        return self.read(lambda s: drafts.current(s, number))

    def cluster(self, cluster: str = "accidental", **more: Any) -> None:
        word = self.clock().replace(hour=17, minute=0) + timedelta(days=1)  # 18 h in Paris
        given = {"known": "", "done": "", "safety": "", "next_word_at": word} | more
        self.act(lambda s, i: statements.choose_cluster(
            s, self.book, i, self.hel, self.clock(), cluster=cluster, **given))  # fmt: skip

    def write(self, text: str = STATEMENT, who: Person | None = None, language: str = "fr") -> int:
        return self.act(lambda s, i: statements.write(s, self.book, i, who or self.lea, {language: text}, self.clock()))

    def shown(self) -> str:
        return self.read(lambda s: statements.shown_as(statements.latest(s, self.latest(s))))

    def approve(self, who: Person | None = None, shown: str | None = None, **reasons: str) -> None:
        given = self.shown() if shown is None else shown
        self.act(lambda s, i: statements.approve(s, self.book, i, who or self.hel, given, self.clock(), reasons))

    def answering(self) -> None:
        """A statement stands."""
        self.cluster()
        self.write()
        self.approve()

    def propose(self, number: int, words: str, *, statement: bool = True) -> None:
        """What a worker writes for a complaint: a sentence for one person, then the statement."""

        def happening(session: Any) -> None:
            complaint = session.get_one(Complaint, number)
            latest = drafts.current(session, number)
            incident = self.latest(session)
            body = f"Bonjour Nadia,\n{words} " + (STATEMENT.replace("\n", " ") if statement else "")
            said = passages.standing(session, self.book, [incident.id]).get(incident.id, {}).get("fr")
            drafts.propose(
                session, complaint, body, "fr", "playbook", self.clock(),
                commitments=said.promised(body) if said else [],
                why={"statement": incident.revision} if statement else {},
                after=latest.number if latest else None,
            )  # fmt: skip

        self.do(happening)

    def worded(self, numbers: list[int]) -> None:
        """Each has its draft with the statement."""
        for place, number in enumerate(numbers):
            self.propose(number, FOR_ONE[place % len(FOR_ONE)])

    def gather(self) -> Batch | None:
        return self.act(lambda s, i: batches.gathered(s, self.book, i, self.clock()))

    def press(self, batch: int, who: Person | None = None) -> None:
        self.do(lambda s: pacing.approve(s, self.book, s.get_one(Batch, batch), who or self.lea, self.clock()))

    def carry(self, batch: int) -> list[dict[str, Any]]:
        """What the worker does after a press; what became of each."""
        for item in self.read(lambda s: pacing.undecided(s, batch)):
            self.do(lambda s, item=item: pacing.approve_one(s, self.book, batch, item, self.clock()))
        self.do(lambda s: pacing.carried(s, effect(s, f"approve:{batch}"), self.clock()))
        return self.read(lambda s: s.get_one(Batch, batch).outcome)

    def stop(self, who: Person | None = None) -> int:
        return self.act(lambda s, i: pacing.stop(s, i, who or self.lea, self.clock()))

    def due(self, kind: str) -> list[Effect]:
        """Effects of ``kind`` that are promised and not done."""
        return self.read(lambda s: list(s.scalars(
            select(Effect).where(Effect.kind == kind, Effect.done_at.is_(None)).order_by(Effect.id)
        )))  # fmt: skip

    def settle(self) -> None:
        """Everything that is promised so far has been done."""
        self.do(lambda s: [outbox.tick(s, one, self.clock()) for one in s.scalars(
            select(Effect).where(Effect.done_at.is_(None), Effect.kind != "reply.publish"))])  # fmt: skip

    def dismiss(self, number: int) -> None:
        self.do(lambda s: complaints.dismiss(s, self.book, s.get_one(Complaint, number), self.lea, "x", self.clock()))


def effect(session: Any, key: str) -> Effect:
    return session.scalars(select(Effect).where(Effect.key == key)).one()
