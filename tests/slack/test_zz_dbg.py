from tests.slack.test_rate_limits import *
from tests.slack.conftest import *
from tests.conftest import *
def test_dbg(app, slack, clock, take, store, database):
    limited(slack, clock)
    burst(take, 40)
    for i in range(8):
        n=len(slack.calls)
        drain.drain(app, Lane.CHAT)
        with store.read() as s:
            print(i, [ (m, (a.get("text") or "")[:20]) for m,a in slack.calls[n:]],
              s.query(Card).filter(Card.kind=="approval", Card.ts.is_not(None)).count(), s.query(Card).filter(Card.folded_at.is_not(None)).count(),
              [(e.key,e.attempts,str(e.due_at)[14:19],e.done_at,e.last_error, e.urgency) for e in s.query(Effect).filter(Effect.done_at.is_(None)).limit(6)],
              [(p.channel, str(p.free_at)[14:19], str(p.calm_at)[14:19]) for p in s.query(Pace)])
        clock.pass_(seconds=1)
