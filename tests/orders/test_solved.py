from amberdesk.orders.solved import Deed, solved_by


def deeds(*rows: tuple[str, str, str, str]) -> str:
    return solved_by(Deed(f"order.{kind}", level, acted, own) for kind, level, acted, own in rows)


PLACED = ("placed", "L2", "", "")  # the level before assignment is only a proposal
TO_L1 = ("assigned", "L1", "", "")


def test_all_on_l1_is_solved_at_l1():
    assert deeds(PLACED, TO_L1, ("started", "L1", "L1", "L1"), ("resolved", "L1", "L1", "L1")) == "L1"


def test_l2_standing_in_for_l1_counts_apart():
    assert deeds(PLACED, TO_L1, ("started", "L1", "L1", "L2"), ("resolved", "L1", "L1", "L2")) == "L2_duty"


def test_l2_helping_as_l2_leaves_it_with_l1():
    assert deeds(PLACED, TO_L1, ("noted", "L1", "L2", "L2"), ("resolved", "L1", "L1", "L1")) == "L1"


def test_ever_on_another_level_is_escalated_even_when_sent_back():
    back = (
        TO_L1,
        ("handed_over", "L2", "L1", "L1"),
        ("sent_back", "L1", "L2", "L2"),
        ("resolved", "L1", "L1", "L1"),
    )
    assert deeds(PLACED, *back) == "escalated"


def test_straight_to_l3_is_escalated():
    assert deeds(PLACED, ("assigned", "L3", "", ""), ("resolved", "L3", "L3", "L3")) == "escalated"
