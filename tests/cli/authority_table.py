"""Every command and every action × role × region: who may. Tried out on a real ledger, printed in the handbook.

``python -m tests.cli.authority_table`` writes the page anew, from :data:`COMMANDS` and the installed workflows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_engine.cli.app import command_line
from inspect_engine.domain.definitions import ROLE_TITLES, Workflow
from inspect_engine.reading.definitions import load_library

PAGE = Path(__file__).parents[2] / "docs" / "handbook" / "authority.zh-CN.md"
LETTERS = {"I": "inspector", "S": "supervisor", "R": "responsible", "V": "viewer"}
PLACES = {
    "own": "限区划以内",
    "self": "限区划以内；本人也可以办自己的",
    "list": "只列区划以内",
    "whole": "须不限区划",
    "free": "不分区划",
    "flow": "限区划以内；还要看流程和状态，见下表",
}


@dataclass(frozen=True)
class Row:
    """Who may run a command: letters of :data:`LETTERS`, or ``*`` for whoever has the program and the file.

    ``where`` is a key of :data:`PLACES`. ``words`` are a command line that any of them may run; without one the command
    asks nobody who he is, or is tried out elsewhere.
    """

    who: str
    where: str = "free"
    words: str = ""


ALL = "ISRV"
COMMANDS: dict[str, Row] = {
    "demo": Row("*"),
    "init": Row("*"),
    "verify": Row("*"),
    "doctor": Row("*"),
    "backup": Row("*"),
    "restore": Row("*"),
    "upgrade": Row("*"),
    "rebuild": Row("S", "whole", "rebuild --dry-run"),
    "anchor show": Row("*"),
    "anchor export": Row("ISV", "free", "anchor export"),
    "anchor accept": Row("S", "whole", "anchor accept --reason 换盘 --yes"),
    "params": Row("*"),
    "deadline": Row("*"),
    "whoami": Row(ALL, "free", "whoami"),
    "tui": Row(ALL, "list"),
    "serve": Row(ALL, "list"),
    "board": Row(ALL, "list", "board"),
    "act": Row(ALL, "flow", "act {case} no-such-action"),
    "explain": Row(ALL, "own", "explain {case}"),
    "score": Row("ISV", "own", "score {inspection}"),
    "sign list": Row(ALL, "list", "sign list"),
    "sign confirm": Row("IS", "own"),
    "sign decline": Row("IS", "own"),
    "sign hand-over": Row("IS", "own"),
    "proposal list": Row(ALL, "list", "proposal list"),
    "proposal retract": Row(ALL, "own"),
    "override propose": Row("IS", "free", "override propose {case} grade --reason 夜间漏气"),
    "override confirm": Row("S", "own"),
    "override list": Row(ALL, "list", "override list"),
    "tick": Row("S", "list", "tick"),
    "today": Row(ALL, "list", "today"),
    "clock status": Row(ALL, "free", "clock status"),
    "clock confirm": Row("S", "free", "clock confirm"),
    "clock excuse": Row("S", "free", "clock excuse --from 2022-02-16 --to 2022-02-18 --reason 快了 --yes"),
    "clock annul": Row("S", "own"),
    "notify pending": Row("S", "list", "notify pending"),
    "notify send": Row("S", "list", "notify send"),
    "export closure": Row("ISV", "list", "export closure -o {folder}/no.txt"),
    "export analysis": Row("ISV", "list", "export analysis -o {folder}/no.txt"),
    "export reply": Row(ALL, "list", "export reply --party 店一 -o {folder}/no.txt"),
    "export tables": Row("ISV", "list", "export tables -o {folder}/no/no"),
    "export deadlines": Row(ALL, "list", "export deadlines -o {folder}/no.txt"),
    "export draw": Row("ISV", "own"),
    "export photos": Row("IS", "list", "export photos -o {folder}/no.txt"),
    "export score": Row("ISV", "own", "export score {inspection} -o {folder}/no.txt"),
    "unit add": Row("IS", "free", "unit add 甲建筑公司"),
    "unit list": Row("ISV", "free", "unit list"),
    "unit show": Row("ISV", "free", "unit show 店一"),
    "unit rename": Row("S", "whole", "unit rename 店一 店一公司 --yes"),
    "unit alias": Row("S", "whole", "unit alias 店一 一店 --yes"),
    "unit merge": Row("S", "whole", "unit merge 店一 店二 --yes"),
    "user add": Row("S", "own", "user add new --role viewer --region 530602"),
    "user confirm": Row("S", "own", "user confirm victim"),
    "user distinguish": Row("S", "own", "user distinguish victim 0412"),
    "user list": Row("ISV", "list", "user list"),
    "user disable": Row("S", "own", "user disable victim --yes"),
    "user hand-over": Row("S", "own", "user hand-over victim victim2"),
    "user correct": Row("S", "own", "user correct victim --set title=某某人 --why 写错 --yes"),
    "user enable": Row("S", "own", "user enable victim --why 回来 --yes"),
    "user region": Row("S", "own", "user region victim 530602"),
    "user passphrase": Row("S", "self", "user passphrase victim --stdin"),
    "user require-passphrase": Row("S", "whole", "user require-passphrase --yes"),
    "user keys": Row(ALL, "list", "user keys"),
    "user confirm-key": Row("S", "own", "user confirm-key victim 00000000"),
    "user revoke-key": Row("S", "self", "user revoke-key victim 00000000 --reason 丢失 --yes"),
    "user attempts": Row("S", "list", "user attempts"),
    "delegation add": Row("S", "own", "delegation add victim2 --of victim --until 2022-03-31 --reason 出差"),
    "delegation end": Row("S", "own", "delegation end victim2 --of victim"),
    "delegation list": Row("ISV", "list", "delegation list"),
    "packs list": Row("*"),
    "packs adopt": Row("S", "whole", "packs adopt gas --yes"),
    "packs confirm": Row("S", "whole", "packs confirm --yes"),
    "packs show": Row("*"),
    "packs check": Row("*"),
    "packs schema": Row("*"),
    "packs new": Row("*"),
    "packs import": Row("*"),
    "packs export": Row("*"),
    "packs fmt": Row("*"),
    "packs diff": Row("*"),
    "packs impact": Row("ISV", "list", "packs impact gas"),
    "subject add": Row("IS", "own", "subject add shop-9 --pack gas --kind catering --name 店九 --region 530602"),
    "subject form": Row("IS", "own", "subject form shop-01 --pack quality-credit --kind enterprise"),
    "subject move": Row("IS", "own", "subject move shop-01 --to -"),
    "subject rename": Row("IS", "own", "subject rename shop-01 某店"),
    "subject close": Row("IS", "own", "subject close shop-01 --why 搬走"),
    "subject reopen": Row("IS", "own", "subject reopen shop-01 --why 又开了"),
    "subject show": Row("ISV", "own", "subject show shop-01"),
    "subject list": Row("ISV", "list", "subject list"),
    "subject correct": Row("IS", "own", "subject correct shop-01 --set name= --why 写错 --yes"),
    "inspect run": Row("IS", "own", "inspect run {file}"),
    "inspect start": Row("IS", "own", "inspect start gas --subject shop-01"),
    "inspect join": Row("IS", "own", "inspect join {inspection} --subject shop-01"),
    "inspect answer": Row("IS", "own", "inspect answer {inspection} shop-01 CAT-05 na"),
    "inspect log": Row("IS", "own", "inspect log shop-01 CAT-01 --set state=none --note 没装 --another"),
    "inspect find": Row("ISV", "own", "inspect find 报警 --subject shop-01"),
    "inspect take-back": Row("IS", "own", "inspect take-back {inspection}"),
    "inspect show": Row("ISV", "own", "inspect show {inspection}"),
    "inspect slip": Row("ISV", "own", "inspect slip {inspection}"),
    "inspect finish": Row("IS", "own", "inspect finish {inspection}"),
    "inspect hand-over": Row("IS", "own", "inspect hand-over {inspection} I-own --beside"),
    "inspect discard": Row("IS", "own", "inspect discard {inspection} --why 开错了 --yes"),
    "inspect correct": Row("IS", "own", "inspect correct {inspection} shop-01 CAT-01 --set note=改 --why 写错 --yes"),
    "inspect list": Row("ISV", "list", "inspect list"),
    "inspect unsettled": Row("ISV", "list", "inspect unsettled"),
    "report add": Row("IS", "own", "report add 举报 有异味 --place 东街 --region 530602"),
    "report triage": Row("S", "own"),
    "report list": Row("ISV", "list", "report list"),
    "references list": Row("ISV", "free", "references list"),
    "references confirm": Row("S", "free", "references confirm gb55009-2021 6.1.10 --seen 标准全文"),
    "references withdraw": Row("S", "free", "references withdraw gb55009-2021 6.1.10 --why 看的是旧版"),
    "plan add": Row("S", "own", "plan add gas catering --months 1 --region 530602"),
    "plan end": Row("S", "own"),
    "plan list": Row("ISV", "list", "plan list"),
    "plan due": Row("ISV", "list", "plan due"),
    "import ledger": Row("S", "own", "import ledger {folder}/none.csv --pack gas --region 530602"),
    "import confirm": Row("S", "list", "import confirm"),
    "import take-back": Row("S", "list", "import take-back 000000 --why 认反了"),
    "import reply": Row(ALL, "flow"),
    "import list": Row("ISV", "list", "import list"),
    "case list": Row(ALL, "list", "case list"),
    "case show": Row(ALL, "own", "case show {case}"),
    "case history": Row(ALL, "own", "case history {case}"),
    "case offers": Row(ALL, "own", "case offers {case}"),
    "case correct": Row("ISR", "own", "case correct {case} --set no-such=1 --why 写错 --yes"),
    "case take-back": Row("ISR", "own", "case take-back {case} --why 附错 --yes"),
    "case diagram": Row("*"),
    "case note": Row("ISR", "own", "case note {case} 电话催办"),
    "case assign": Row("IS", "own", "case assign {case} -"),
    "case watch": Row(ALL, "own", "case watch {case}"),
    "case unwatch": Row(ALL, "own", "case unwatch {case}"),
    "filter save": Row(ALL, "free", "filter save 常用 --open"),
    "filter list": Row(ALL, "free", "filter list"),
    "filter drop": Row(ALL, "free"),
    "case move": Row("S", "own", "case move {case} --to installed --reason 换版"),
    "notice kinds": Row("*"),
    "notice draft": Row("IS", "own", "notice draft rectification {case} -o {folder}/no.docx --force"),
    "notice issue": Row("IS", "own", "notice issue rectification {case} -o {folder}/no.docx --force"),
    "notice list": Row(ALL, "list", "notice list"),
    "notice show": Row(ALL, "own"),
    "notice serve": Row("IS", "own"),
    "notice correct": Row("IS", "own"),
    "notice void": Row("S", "own"),
    "notice reissue": Row("S", "own"),
    "notice supplement": Row("S", "own"),
    "notice office add": Row("S", "whole", "notice office add --code 示建 --title 示范区住建局"),
    "notice office list": Row(ALL, "list", "notice office list"),
    "sanction impose": Row("S", "free", "sanction impose talk --party 店一 --on 2022-02-17"),
    "sanction publish": Row("S", "own"),
    "sanction withdraw": Row("S", "own"),
    "sanction revoke": Row("S", "own"),
    "sanction lift": Row("S", "own"),
    "sanction list": Row(ALL, "free", "sanction list"),
    "sanction show": Row(ALL, "free"),
    "sanction missing": Row("ISV", "list", "sanction missing"),
    "sanction kinds": Row("*"),
    "sanction fines": Row("*"),
    "alarm list": Row("ISV", "list", "alarm list"),
    "alarm show": Row("ISV", "own"),
    "alarm decide": Row("S", "own"),
    "notify status": Row("*"),
    "notify test": Row("*"),
    "draw plan": Row("*"),
    "draw commit": Row("S", "own"),
    "draw run": Row("S", "own"),
    "draw replace": Row("S", "own"),
    "draw result": Row("IS", "own"),
    "draw publish": Row("S", "own"),
    "draw list": Row("ISV", "list", "draw list"),
    "draw show": Row("ISV", "own"),
    "draw verify": Row("*"),
    "calendar import": Row("S", "whole", "calendar import {folder}/none.yaml"),
    "calendar confirm": Row("S", "whole", "calendar confirm 2027"),
    "calendar list": Row("*"),
}


def commands() -> Iterator[str]:
    """Every command of the program, as it is typed."""
    yield from (" ".join(path) for path, _ in leaves())


def leaves(command: Any = command_line, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that lead to it."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
    for name, each in (inner or {}).items():
        yield from leaves(each, (*path, name))


def may(row: Row, letter: str, relation: str) -> bool:
    """What the table says of a role; ``relation`` is how the person's region lies to the thing's, or whole."""
    near = relation != "elsewhere" if row.where in ("own", "self", "flow") else True
    return letter in row.who and near and (row.where != "whole" or relation == "whole")


# --- the page ------------------------------------------------------------------------------------------------------

HEAD = """\
# 谁能看什么、办什么

本页由 `python -m tests.cli.authority_table` 生成；测试照本页逐格试办，不符就不通过。请不要手改。

权限＝角色×区划×状态。没有写明可以的，一律不可以。

- **区划**：登记用户时写明（`user add … --region`），是区划代码的开头几位。管 5306（市）的人管得到 530602（县）；
  管 530602 的人看不到 5306 其他县的对象、检查、作答、隐患、佐证、件数、报表，连编号也查不到：
  范围以外的编号和从来没有的编号，答复一模一样。没有写区划的人不限区划。
- **责任单位**：只看得到、只能办本单位的隐患，不论在哪里。
- **代办**（`delegation add`，用时写 `--for`）：有被代办人的角色和区划，只用来办隐患、看、导出、登记对象；
  两个人都记为参与人。其余各项须本人办理。
- **紧急越权**（`override`）：只放宽角色和区划，由另一位管得到该地的主管确认后才生效；
  职责分离、条件、关口、关联事项、应填内容、佐证材料一样也不能少。
- **口令**（`user passphrase`）：设了口令的人，写 `--user` 就要给口令，用自己的操作系统账户则不必。
  口令谁也读不出来，忘了请另一位管得到他的主管重设。连错五次起，要等；每次失败都有记录（`user attempts`）。
  `user require-passphrase` 之后，只自报名字的人一律要有口令。
  别人设的口令证明不了是本人：凭它只能换成自己的。
- **第二个人**（`user confirm`）：账户由本人设了自己的口令，又有开账户的人以外的主管（或上级主管）确认，
  才算独立的一个人；在那以前，不能给开账户的人作第二个人，也不能替他整改过的销号。只有一位主管时，第二位设了自己的口令即算，记录在案。
  有两位独立的主管时，登记主管要两个人：一人 `user add` 提出，另一人 `user confirm`。
- **更正**（`… correct`、`case take-back`）：记录的人当天可以自己改，此外须由主管改；参与过整改的人、责任单位的人
  不能改别人记的。从重大改低、等级由两人定的、改了以后按期或办结有变的，须另一位主管确认。回复在没有人办以前，
  由提交的人、同一单位的人或主管撤回。
- **补录**（`--on`）：谁能办这一步，谁就能写明是早先哪天办的，只是不早于上一步办的那天；责任单位的账户只能按当天办。
  补录的日期使逾期变成按期、使加处罚款变少的，一人提出，另一个也能办这一步的人照原样确认，才算办成。
- **会签**（`sign`）：检查、复查写着几名检查员的，办理人以外的各由本人签，或说明没有参加；须凭本人的口令或系统账户，
  谁也不能替谁签。签够两人以前，通知书发不出去，也不能销号；说没有参加的，由办理的人另指确实一起办的人。
- **惩戒**的撤销、解除要两个人，两人的区划都要管得到作出决定的地方和所涉事项。
- **全号**：身份证号、电话号码只有检查员、主管看全号，其余的人看到的、导出的遮盖中间几位；
  `export … --redact` 给谁看都遮盖。照片和佐证材料的原件遮盖不了，只有看全号的人能导出
  （`export photos`、`export closure --with-evidence`）。
- **看不到的人**：管不到的地方的用户，和没有登记的一样。`verify` 谁都可以运行，看不到的只说是第几条记录、哪张表。
- 有 ✓ 的是可以，空格是不可以。“不问身份”是谁拿到程序和台账文件都能运行。
"""


def page() -> str:
    """The handbook page."""
    return "\n".join([HEAD, *_command_table(), *_action_tables()])


def _command_table() -> Iterator[str]:
    yield "## 命令\n"
    yield f"| 命令 | {' | '.join(ROLE_TITLES[role] for role in LETTERS.values())} | 区划 |"
    yield "|---|:-:|:-:|:-:|:-:|---|"
    for name, row in COMMANDS.items():
        cells = ["✓" if letter in row.who or row.who == "*" else "" for letter in LETTERS]
        place = "不问身份" if row.who == "*" else PLACES[row.where]
        yield f"| `{name}` | {' | '.join(cells)} | {place} |"


def _action_tables() -> Iterator[str]:
    yield "\n## 隐患和关联事项的动作\n"
    yield "限区划以内、本单位的。还要满足流程写明的条件，见 `packs show`、`case offers`。“两人”须另一人确认。"
    for flow in load_library().workflows.values():
        yield f"\n### {flow.title}（{flow.id}）\n"
        yield f"| 状态 | 动作 | {' | '.join(ROLE_TITLES[role] for role in LETTERS.values())} | |"
        yield "|---|---|:-:|:-:|:-:|:-:|---|"
        yield from _action_rows(flow)


def _action_rows(flow: Workflow) -> Iterator[str]:
    for key, state in flow.states.items():
        steps = {step.trigger: step for step in flow.from_state(key)}
        if not steps:
            yield f"| {state.title} | （已办结） | | | | | |"
        for step in steps.values():
            cells = ["✓" if role in step.by else "" for role in LETTERS.values()]
            yield f"| {state.title} | {step.title} | {' | '.join(cells)} | {'两人' if step.second else ''} |"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page() + "\n", encoding="utf-8")
