"""What somebody may try to get what he may not, as each role, and what comes of it: tried out, and printed.

``python -m tests.cli.attacks`` writes ``docs/attacks.md`` anew, from :data:`TRIED` and :data:`HELD`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"
SEVERE = "--set severity=major --set reason=无证"
CASE, OTHER, NUMBER = "RQ-2022-0001", "RQ-2022-0002", "13800138000"
ROLES = {
    "viewer": "viewer1",
    "unit": "resp2",
    "inspector": "insp1",
    "supervisor": "sup2",
    "elsewhere": "far1",
    "only named": "sup2",
}
"""Who tries it. ``unit`` is of 熟食店01, ``elsewhere`` a supervisor of another region, ``only named`` whoever types
``--user sup2`` and has neither the account nor the passphrase."""
OUTCOMES = {
    "-": "refused",
    "2": "takes a second",
    "r": "his right, on record",
    "0": "not there for him",
    "s": "his to see",
}


@dataclass(frozen=True)
class Tried:
    """A line that each role tries. ``outcomes`` is a key of :data:`OUTCOMES` for each of :data:`ROLES`, in order.

    ``needle`` is what nobody must see to whom it is nothing.
    """

    way: str
    words: str
    outcomes: str
    needle: str = ""


TRIED = (
    Tried("enrol an accomplice", "user add new --role viewer", "---r--"),
    Tried("enrol a second self as supervisor", "user add new --role supervisor --title 新人", "---2--"),
    Tried("enrol himself again under an office", "user add again --role supervisor --title 检查员甲（科长）", "------"),
    Tried("give himself another role", "user add {me} --role supervisor", "------"),
    Tried("give himself the whole country", "user region {me} all", "------"),
    Tried("move a colleague away", "user region insp2 5301", "---r--"),
    Tried("disable a colleague", "user disable insp2 --yes", "---r--"),
    Tried("set a colleague's passphrase", "user passphrase insp2 --stdin", "---r--"),
    Tried("vouch for his own account", "user confirm {me}", "------"),
    Tried("ask for no passphrases any more", "user require-passphrase --off --yes", "---r--"),
    Tried("stand in for a supervisor", "delegation add {me} --of sup1 --until 2022-03-31 --reason 出差", "---r--"),
    Tried("act for a supervisor who did not ask", f"--for sup1 act {CASE} grade --set severity=general", "------"),
    Tried("bring his own checklist", "packs adopt yard --yes", "---2--"),
    Tried(
        "import hazards as closed on paper",
        "import ledger {folder}/closed.csv --pack gas --region 530602 --yes",
        "---2--",
    ),
    Tried("inspect under his own checklist", "inspect run {folder}/yard.yaml", "------"),
    Tried("inspect in a colleague's name", "inspect start gas --subject shop-01 --inspector insp2", "----0-"),
    Tried("close what nobody has rectified", f"act {CASE} close --set conclusion=好", "-0--0-"),
    Tried("grade down what he owes", f"act {OTHER} grade --set severity=general --set reason=一般", "---r0-"),
    Tried("break the glass", f"override propose {OTHER} grade --reason 漏气 {SEVERE}", "--2-2-"),
    Tried("confirm that himself", f"override confirm {CASE} grade", "---r--"),
    Tried("withdraw a hazard alone", f"act {CASE} withdraw --set reason=误报", "-0-20-"),
    Tried("merge it into another unit's hazard", f"act {OTHER} merge --set into={CASE} --set reason=同一处", "-0--0-"),
    Tried("move a case to a version nobody has adopted", f"case move {CASE} --to 2099.1 --reason 修订", "---00-"),
    Tried("revoke a penalty alone", "sanction revoke CJ-2022-0001 --reason 复议 --yes", "---2--"),
    Tried("explain an alarm away", "alarm decide {alarm} --verdict explained --reason 查过", "---r0-"),
    Tried(
        "say that the clock was wrong", "clock excuse --from 2022-02-16 --to 2022-03-01 --reason 快了 --yes", "---rr-"
    ),
    Tried("say that the clock is right", "clock confirm", "---rr-"),
    Tried("repeat another's request", "subject add shop-9 {subject} --request-id used", "------"),
    Tried("read another unit's case", f"case show {CASE}", "s0ss0-", "GAS-MH-4.1"),
    Tried("find it in a list", "case list --json", "s0ss0-", CASE),
    Tried("learn who else there is", "user list --json", "s-ss0-", "责任人甲"),
    Tried("read a telephone number", f"case history {CASE} --json", "00ss0-", NUMBER),
)
"""Command lines, on a ledger with two cases, a penalty and a telephone number on record."""


@dataclass(frozen=True)
class Held:
    """What has its own test: what comes of it, and the test."""

    way: str
    outcome: str
    test: str


HELD = (
    Held(
        "act as another by a variable of the environment",
        "refused",
        "cli/test_who.py::test_no_variable_makes_another_person",
    ),
    Held("guess a passphrase, many at once", "refused after a few, on record", "storage/test_people_proof.py"),
    Held(
        "use a passphrase that one has set for him",
        "refused",
        "storage/test_people_proof.py::test_one_that_another_has_set_proves_nothing",
    ),
    Held(
        "copy his home folder, sign with his key",
        "told by `verify`",
        "storage/test_seals.py::test_whoever_copies_ledger_and_program_cannot_sign_as_him",
    ),
    Held("record from a machine where his key is not", "refused", "storage/test_seals.py"),
    Held(
        "close what he rectified, through an account he made",
        "refused",
        "storage/test_people_standing.py::test_who_is_not_independent_does_not_close_what_his_maker_rectified",
    ),
    Held(
        "confirm his own proposal through such an account",
        "refused",
        "storage/test_people_standing.py::test_accounts_of_one_maker_confirm_nothing_of_one_another",
    ),
    Held("enrol one person under another spelling", "refused", "storage/test_people_alike.py"),
    Held("confirm from the same chair within ten minutes", "told by an alarm", "domain/test_alarms.py"),
    Held(
        "keep the other supervisor away and act alone",
        "told by an alarm",
        "storage/test_alone.py::test_what_was_done_alone_meanwhile_is_asked_about",
    ),
    Held(
        "and move him back again",
        "told by an alarm",
        "storage/test_alone.py::test_moving_him_back_hides_nothing_and_another_decides",
    ),
    Held("end it by a merge, or by a linked case", "refused", "bdd/test_side_paths.py"),
    Held("reopen, merge and withdraw alone", "refused", "bdd/test_side_paths.py"),
    Held("change an adopted checklist under the same version", "refused", "storage/test_adoption.py"),
    Held(
        "edit the file by hand",
        "told by `verify`, or **needs an anchor**",
        "storage/test_tampering.py::test_each_tampering_is_named_or_needs_an_anchor",
    ),
    Held(
        "cut the tail off, put an older copy back",
        "**needs an anchor**; told to who saw it",
        "storage/test_seals.py::test_what_verifies_clean_shows_against_an_anchor",
    ),
    Held(
        "put another ledger in its place",
        "told to who saw it",
        "storage/test_seals.py::test_another_ledger_at_the_same_place_is_told",
    ),
    Held(
        "spoil the note of what was seen",
        "told on opening",
        "storage/test_seals.py::test_a_note_that_was_spoilt_is_said_and_made_anew",
    ),
    Held("swap evidence", "told by `verify`", "storage/test_tampering.py"),
    Held(
        "pick up a file of whoever runs the inspection",
        "refused",
        "storage/test_evidence.py::test_what_is_put_in_its_place_is_not_stored",
    ),
    Held(
        "replay a request as something else, or somebody else",
        "refused",
        "cli/test_once.py::test_the_same_request_of_another_person_is_a_conflict",
    ),
    Held(
        "learn of elsewhere from refusals and `verify`",
        "sees nothing",
        "storage/test_disclosure.py::test_who_sees_a_part_is_told_of_that_in_full_and_of_the_rest_where_it_is",
    ),
    Held("export another region", "sees nothing", "storage/test_disclosure.py"),
    Held("unmask by exporting", "sees nothing", "bdd/test_privacy.py"),
    Held("make a text act on another's terminal", "refused", "cli/test_hostile.py::test_nothing_that_is_read_acts"),
    Held(
        "set the clock ahead or back",
        "refused, or told",
        "storage/test_jumps.py::test_past_a_jump_tick_raises_nothing_until_it_is_confirmed",
    ),
    Held(
        "read the file past the program",
        "**not protected**: regions are a view",
        "storage/test_modes.py::test_a_private_ledger_cannot_be_read_by_others",
    ),
)
"""Ways that more than one line takes, each with the test that holds it."""
OPEN = (
    ("read the secret of a promised draw", "lies beside the ledger, readable by whoever may write it"),
    ("act as somebody who has neither account nor passphrase", "recorded as 自报; `user require-passphrase` ends it"),
    (
        "move a colleague, reset his passphrase, disable him",
        "a supervisor's right; on record, and see the alarm 独任主管",
    ),
    ("sit down at a keyboard left open", "what is typed is signed"),
    ("destroy the file", "the way back is a backup"),
)
"""What nothing in the program stands against."""


def page() -> str:
    """The page, as it is printed."""
    head = "| way | " + " | ".join(ROLES) + " |\n|---|" + "---|" * len(ROLES)
    rows = (
        f"| {each.way} (`{_verb(each)}`) | {' | '.join(OUTCOMES[key] for key in each.outcomes)} |" for each in TRIED
    )
    held = (f"| {each.way} | {each.outcome} | `{each.test}` |" for each in HELD)
    left = (f"- {way.capitalize()}: {why}." for way, why in OPEN)
    return TEXT.format(tried="\n".join([head, *rows]), held="\n".join(held), left="\n".join(left))


def _verb(each: Tried) -> str:
    """The command that is tried: ``user add``, ``act``, ``--for … act``."""
    front, _, words = each.words.rpartition("--for sup1 ")
    command = words.split()[: 1 if words.startswith("act ") else 2]
    return " ".join([*(["--for …"] if front or words != each.words else []), *command])


TEXT = """\
# Attacks

What somebody may try to get what he may not, and what comes of it. Made by `python -m tests.cli.attacks`. Each
cell of the first table is tried by `cli/test_attacks.py`; the second names its tests. For what is promised see
[trust.md](trust.md).

## As each role

`unit` is of another unit than the one concerned, `elsewhere` a supervisor of another region, `only named` whoever
types a supervisor's name and has neither his account nor his passphrase.

{tried}

## Whoever it is

| way | what comes of it | held by |
|---|---|---|
{held}

## Nothing stands against

{left}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
