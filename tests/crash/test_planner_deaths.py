"""A product over which planners die: found in smaller and smaller parts, parked and named; all others go live."""

from aliexport_tui.engine.holds import approve
from tests.crash.conftest import Staged
from tests.crash.nursery import Nursery
from tests.crash.test_takeover import told


def test_a_product_that_kills_planners_is_parked_until_a_person_lets_it_try_again(nursery: Nursery, staged: Staged) -> None:
    stage = staged("export")
    with stage.case(nursery, "deadly") as case:
        starts = 1
        while case.run(dies_building="G07") is None:
            starts += 1
            assert starts <= 8
            case.clock.sleep(3600)
        (parked,) = told(case, "listing.parked")
        assert (parked["key"], parked["deaths"]) == ("G07", "3")
        assert len(told(case, "run.died")) == starts - 1
        outcomes = dict(case.truth().outcomes)
        assert outcomes.pop("G07") in ("blocked", "held")
        assert outcomes == {key: word for key, word in stage.truth.outcomes.items() if key != "G07"}
        db = case.workspace.open()
        assert db.rows("SELECT product, reason, kind FROM v_holds") == [("G07", "parked", "create")]
        (change,) = (row[0] for row in db.rows("SELECT id FROM v_holds"))
        assert isinstance(change, int)
        approve(db, case.workspace, [change])
        db.close()
        case.finish()
        assert stage.amiss(case) == []
        db = case.workspace.open()
        assert db.rows("SELECT * FROM building") == []
        db.close()
