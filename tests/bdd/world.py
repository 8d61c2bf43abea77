"""What one scenario works on: a real rehearsal ledger in a temporary folder, a clock, and how the last attempt ended.

Scenarios speak the titles of the checklist and of the workflow; here they become items, triggers and fields.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.cases import OPENED, Case
from inspect_engine.domain.definitions import ANSWER_TITLES, ROLE_TITLES, Definition, Item, Transition
from inspect_engine.domain.figures import Board
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.ledger import Entry, InspectionResult, Ledger, Raised, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import Library, load_library
from tests.bdd.attempts import Attempts
from tests.conftest import countersign, settle
from tests.law import go_by

Table = list[list[str]]
Kept = tuple[dict[str, Any], dict[str, bytes]]
KEPT: dict[tuple[object, ...], Kept] = {}
"""Ledgers that many scenarios begin with, by all that led to them: fields of the world, files of its folder. The last
that were begun with, because a process that kept all of them grew to 3 GB."""
MOST_KEPT = 60
PROVED: set[str] = set()
"""Digests of ledger files that have been verified already."""

NOT_GIVEN = "（不填）"

USUAL: dict[str, dict[str, str]] = {
    "定级": {"等级": "一般", "定级理由": "未列入重大隐患判定情形"},
    "降为一般": {"等级": "一般", "降为一般的理由": "复核不属于重大隐患判定情形"},
    "立行立改": {"实际整改人": "吴某", "整改措施": "当场改正"},
    "现场核实销号": {"核实结论": "现场已改好"},
    "现场未改到位": {"未到位的理由": "复看时又恢复原状"},
    "签发整改通知书": {"通知书文号": "示建燃改〔2022〕1号", "整改要求": "安装并启用报警装置", "整改期限": "7"},
    "现场签发整改通知书": {"签发的检查员": "检查员甲、检查员乙", "通知书文号": "示建燃改〔2022〕1号"}
    | {"整改要求": "安装并启用报警装置", "整改期限": "7"},
    "主管知悉": {},
    "送达": {"送达日期": "今天", "送达方式": "直接送达", "签收人（拒签的写见证人）": "吴某"},
    "开始整改": {"整改责任人": "吴某", "整改措施与资金安排": "购置安装报警装置"},
    "申请延期": {"延期理由": "设备未到货", "临时安全措施": "停止用气", "申请期限": "10"},
    "申请重大隐患延期": {
        "延期理由": "占压迁改要三个月",
        "采取的临时措施": "限压运行，派人看护",
        "治理方案和进度": "三月迁改，四月拆除",
        "申请期限": "90",
    },
    "批准重大隐患延期": {"批准文号": "示建延〔2022〕9号", "批准日期": "今天", "临时措施由谁盯守": "管线所"},
    "不批准重大隐患延期": {"不批准的理由": "临时措施没有落实"},
    "批准延期": {"批准文号": "示建燃延〔2022〕1号", "批准日期": "今天"},
    "不批准延期": {"不批准的理由": "理由不足"},
    "提交整改回复": {"实际整改人": "吴某", "已落实的措施": "已安装调试", "完成日期": "今天"},
    "复查合格": {"复查人": "检查员甲、检查员乙", "复查结论": "测试有效"},
    "退回重改": {"复查人": "检查员甲、检查员乙", "未改到位的内容": "探头位置不对"},
    "重定整改期限": {
        "批准文号": "示建燃延〔2022〕2号",
        "批准日期": "今天",
        "新期限": "10",
        "重定期限的理由": "给予再次整改的时间",
    },
    "销号": {"销号意见": "同意销号"},
    "撤销": {"撤销理由": "重复立案"},
    "并案": {"并入的隐患编号": "RQ-2022-0001", "并案理由": "同一处隐患查了两次"},
    "重新立案": {
        "重新立案的理由": "又拆了",
        "批准文号": "示建燃复〔2022〕1号",
        "批准日期": "今天",
        "新期限": "10",
    },
    "立行立改重新立案": {"重新立案的理由": "又恢复原状"},
    "中止计期": {
        "中止的原因": "技术鉴定",
        "中止的理由": "委托鉴定管道强度",
        "批准文号": "示建燃中〔2022〕1号",
        "批准日期": "今天",
    },
    "恢复计期": {"恢复的理由": "鉴定报告已出", "批准文号": "示建燃中〔2022〕2号", "恢复日期": "今天"},
    "责令停工": {"停工理由": "随时可能挖断管道"},
    "提请挂牌督办": {"提请挂牌的理由": "短期内无法消除"},
    "移交": {"移交的理由": "占压由规划部门查处"},
    "上报政府": {"上报的理由": "须政府协调拆迁"},
    "立案查处": {"立案的理由": "未采取保护措施"},
    "批准停工": {"批准意见": "情况属实，同意停工"},
    "不批准停工": {"不批准、解除的理由": "危险已排除"},
    "复核停工": {"停工执行情况": "已停工", "复核情况": "现场无人作业，警戒完好"},
    "下达停工整改通知书": {
        "停工整改通知书文号": "示建燃停〔2022〕1号",
        "停工程度": "局部停工",
        "停工范围": "燃气管道两侧各5米",
        "停工起始时刻": "2022-02-23 10:30",
        "撤人要求": "撤出沟槽内全部人员和机械",
        "复工条件": "查明管位，三方签订保护方案，派员监护",
        "送达日期": "今天",
        "送达方式": "直接送达",
        "签收人（拒签的写见证人）": "吴某",
    },
    "报送复工报告": {
        "已落实的措施": "已查明管位，三方签订保护方案",
        "建设单位组织验收的结论": "达到复工条件",
        "验收日期": "今天",
        "建设单位签字人": "吴某",
        "施工单位签字人": "郑某",
        "监理单位签字人": "王某",
    },
    "复工条件复查合格": {"复查人": "检查员甲、检查员乙", "复查结论": "达到复工条件"},
    "退回复工报告": {"复查人": "检查员甲、检查员乙", "未达到复工条件的内容": "没有监护人员"},
    "不同意复工": {"不同意的理由": "保护方案没有签章"},
    "局部恢复施工": {
        "局部恢复施工通知书文号": "示建燃复工〔2022〕1号",
        "恢复施工的范围": "管道东侧",
        "仍停工的范围": "管道西侧5米",
    },
    "签发恢复施工通知书": {
        "恢复施工通知书文号": "示建燃复工〔2022〕2号",
        "恢复施工日期": "今天",
        "签收人（拒签的写见证人）": "吴某",
    },
    "撤销停工": {"撤销理由": "不是燃气管道"},
    "批准挂牌": {"批准文号": "示建挂批〔2022〕1号", "挂牌理由": "重大隐患，短期内无法消除"},
    "不予挂牌": {"不予挂牌的理由": "已有整改方案"},
    "下达挂牌督办通知书": {
        "挂牌督办通知书文号": "示建挂〔2022〕1号",
        "工程名称": "管段01",
        "隐患具体内容": "中压管道被建筑占压",
        "治理要求": "拆除占压或改线",
        "治理期限": "30",
        "解除程序": "治理报告、申请、现场审查",
        "其他要求": "无",
        "公开的地方": "门户网站",
        "送达日期": "今天",
        "签收人（拒签的写见证人）": "吴某",
    },
    "报送治理报告并申请解除": {"治理负责人": "吴某", "治理情况": "占压已拆除", "治理完成日期": "今天"},
    "现场审查": {"审查人": "检查员甲、检查员乙", "审查结果": "合格", "审查意见": "占压已清除"},
    "继续挂牌": {"继续挂牌的理由": "监测数据不全"},
    "解除挂牌督办": {"解除挂牌督办通知书文号": "示建挂解〔2022〕1号", "解除日期": "今天", "公开的地方": "门户网站"},
    "撤销挂牌": {"撤销理由": "认定有误"},
    "报告涉嫌犯罪": {"涉嫌的罪名": "危险作业罪", "主要事实": "关闭报警装置", "报告日期": "今天"},
    "批准移送": {"批准文号": "示建移批〔2022〕1号", "批准时刻": "2022-02-25 10:00"},
    "不批准移送": {"不批准的理由": "情节不够"},
    "发出移送函": {
        "移送函文号": "示建移〔2022〕1号",
        "接收机关": "示例市规划局",
        "移交理由": "无管辖权",
        "案卷材料清单": "测量图、照片、产权资料",
        "移送日期": "今天",
        "回执期限": "5",
    },
    "登记接收回执": {"回执文号": "示规收〔2022〕1号", "接收人": "冯某", "接收日期": "今天", "反馈期限": "30"},
    "登记退回": {"退回情形": "接收后退回", "退回理由": "不在本局管辖范围", "退回日期": "今天"},
    "登记处理结果": {"处理文书文号": "示规罚〔2022〕1号", "处理结果": "已拆除", "处理日期": "今天"},
    "不再移交": {"收回自办的理由": "占压人已自行拆除"},
    "报送请示": {
        "请示文号": "示建请〔2022〕1号",
        "报送的政府": "示例市人民政府",
        "请示事项": "协调拆除占压建筑",
        "报送日期": "今天",
    },
    "请示退回补充": {"要求补充的内容": "补拆迁方案"},
    "登记批示": {"批示内容": "限一个月内拆除", "批示人": "分管副市长", "批示日期": "今天"},
    "报告批示落实情况": {"落实情况": "已拆除"},
    "批示未落实": {"未落实的内容": "还剩一间"},
    "核实办结": {"核实意见": "已落实"},
    "不再上报": {"不再上报的理由": "已自行解决"},
    "批准立案": {
        "立案文号": "示建立〔2022〕1号",
        "立案日期": "今天",
        "涉嫌违反的条款": "城镇燃气管理条例第52条",
        "办案期限": "90",
    },
    "延长线索核查": {
        "发现线索或收到材料的日期": "2022-02-24",
        "核查期限（含延长的）": "25",
        "延长的理由": "还要查档案",
    },
    "不予立案": {"核查情况": "不是本单位所为", "不予立案的理由": "没有违法行为"},
    "登记调查取证": {
        "调查人员": "检查员甲、检查员乙",
        "已出示执法证件并告知回避权": "是",
        "取得的证据": "勘验笔录、现场笔录",
        "查明的事实": "未采取保护措施擅自开挖",
        "取证日期": "今天",
    },
    "先行登记保存证据": {
        "承办人": "检查员甲、检查员乙",
        "保存的物品和地点": "挖掘机一台，项目部",
        "负责人批准的文号": "示建保〔2022〕1号",
        "登记保存日期": "今天",
    },
    "处理先行登记保存的证据": {"处理决定": "解除保存，退还", "处理日期": "今天"},
    "送检验检测鉴定": {"检验检测鉴定机构": "示例鉴定所", "事项": "管道强度", "委托日期": "今天"},
    "登记检验检测鉴定结果": {"结论和报告编号": "合格，示鉴1号", "收到日期": "今天"},
    "延长办案期限": {
        "负责人批准的文号": "示建延〔2022〕1号",
        "案情复杂的理由": "涉及多个单位",
        "批准日期": "今天",
        "延长": "30",
    },
    "再次延长办案期限": {
        "集体讨论记录文号": "示建集〔2022〕1号",
        "案情特别复杂的理由": "还要等鉴定",
        "决定日期": "今天",
        "再延长": "60",
    },
    "调查终结": {
        "调查人员": "检查员甲、检查员乙",
        "处理意见": "处罚",
        "调查终结报告": "事实清楚，证据确凿",
        "没有超过追究时效": "是",
        "情节复杂或者重大违法": "否",
        "法制审核的情形（处罚法第58条）": "不属于必审的情形",
        "终结日期": "今天",
    },
    "退回补充调查": {"还要查清的事项": "开挖的深度"},
    "决定不予处罚": {
        "不予处罚的情形": "轻微并及时改正，没有危害后果",
        "决定书文号": "示建不罚〔2022〕1号",
        "决定内容和依据": "处罚法第33条",
        "教育情况": "已当面教育",
        "决定日期": "今天",
    },
    "认定违法事实不成立": {"不成立的理由": "图上没有这条管道", "决定日期": "今天"},
    "移送其他机关": {"移送的理由": "不归本机关管辖", "接收机关和回执文号": "示例市规划局", "移送日期": "今天"},
    "处罚前告知": {
        "承办人": "检查员甲、检查员乙",
        "告知书文号": "示建告〔2022〕1号",
        "告知送达日期": "今天",
        "拟作出的决定、事实、理由和依据": "责令改正并罚款",
        "拟处罚款": "50000",
        "有权要求听证": "是",
    },
    "更正告知": {
        "承办人": "检查员甲、检查员乙",
        "原告知的错漏": "条款号写错",
        "告知书文号": "示建告〔2022〕3号",
        "告知送达日期": "今天",
        "拟作出的决定、事实、理由和依据": "责令改正并罚款",
        "有权要求听证": "否",
    },
    "重新告知": {
        "承办人": "检查员甲、检查员乙",
        "重新告知的原因": "有新的事实、证据",
        "新的事实、证据、依据": "又查到一处",
        "告知书文号": "示建告〔2022〕2号",
        "告知送达日期": "今天",
        "拟作出的决定、事实、理由和依据": "责令改正并罚款",
        "拟处罚款": "80000",
        "有权要求听证": "是",
    },
    "登记陈述申辩期满": {"陈述申辩和复核采纳情况": "没有提出", "期满日期": "今天"},
    "登记当事人书面放弃": {"放弃陈述申辩和听证的书面材料": "放弃声明", "收到日期": "今天"},
    "登记当事人要求听证": {"听证要求": "要求公开听证", "提出日期": "今天"},
    "通知听证": {
        "听证通知书文号": "示建听〔2022〕1号",
        "听证的时间、地点": "三楼会议室",
        "通知送达日期": "今天",
    },
    "举行听证": {"听证主持人": "何某", "听证笔录的要点": "认为罚款过重", "听证日期": "今天"},
    "登记撤回或放弃听证": {"情形": "书面撤回", "陈述申辩和复核采纳情况": "没有意见", "日期": "今天"},
    "法制审核通过": {"法制审核人员": "何某", "审核意见": "同意", "审核日期": "今天"},
    "登记集体讨论": {
        "集体讨论记录文号": "示建集〔2022〕2号",
        "参加的负责人": "局长、分管副局长",
        "讨论结论": "同意处罚",
        "讨论日期": "今天",
    },
    "作出处罚决定": {
        "决定书文号": "示建罚〔2022〕1号",
        "决定内容和依据": "罚款",
        "罚款": "50000",
        "决定日期": "今天",
    },
    "撤案": {"撤案的理由": "超过追究时效"},
    "送达决定书": {
        "送达日期": "今天",
        "送达方式": "直接送达",
        "签收人（拒签的写见证人）": "吴某",
        "缴款期限": "15",
    },
    "批准延期或分期缴纳": {
        "当事人的申请和经济困难的情形": "资金周转困难",
        "分期的各期数额和日期": "一次缴清",
        "批准文号": "示建缓〔2022〕1号",
        "批准日期": "今天",
        "自批准之日起缴清的期限": "60",
    },
    "不批准延期分期": {"不批准的理由": "没有证明材料", "日期": "今天"},
    "登记部分缴款": {"本次实收（罚款和加处罚款）": "20000", "缴款凭证或执行文书文号": "示缴1号", "缴款日期": "今天"},
    "执行完毕结案": {
        "执行情况": "已缴清或已履行",
        "本次实收（罚款和加处罚款）": "50000",
        "缴款凭证或执行文书文号": "示缴1号",
        "执行完毕日期": "今天",
    },
    "登记复议或诉讼": {"种类": "行政复议", "复议机关或法院": "示例市人民政府", "申请或起诉日期": "今天"},
    "登记维持、驳回或撤回": {"复议决定或裁判文书文号": "示府复〔2022〕1号", "结果": "维持", "收到日期": "今天"},
    "登记变更决定": {
        "复议决定或裁判文书文号": "示府复〔2022〕1号",
        "变更后的罚款": "30000",
        "变更的内容": "罚款减为3万元",
        "收到日期": "今天",
    },
    "登记撤销、确认违法或无效": {
        "复议决定或裁判文书文号": "示府复〔2022〕1号",
        "结果": "撤销",
        "责令重新作出": "否",
        "收到日期": "今天",
    },
    "撤回或更正公开的处罚信息": {"公开信息": "已撤回或更正并说明理由", "日期": "今天"},
    "登记执行后决定被撤销或变更": {
        "复议决定或裁判文书文号": "（2022）示01行终1号",
        "变更后的罚款": "0",
        "撤销或变更的内容": "撤销处罚决定",
        "收到日期": "今天",
    },
    "退还并更正公开的处罚信息": {"退还凭证文号": "示退1号", "公开信息": "没有公开过", "日期": "今天"},
    "撤回公开，重新调查处理": {"公开信息": "没有公开过", "日期": "今天", "重新作出的期限": "60"},
    "催告": {"催告书文号": "示建催〔2022〕1号", "复议、起诉期限届满之日": "2022-09-09", "催告书送达日期": "今天"},
    "申请法院强制执行": {
        "申请书文号": "示建执〔2022〕1号",
        "法院": "示例区人民法院",
        "申请期限": "复议起诉期满3个月内",
        "申请日期": "今天",
    },
    "登记法院不予受理或不准予执行": {"裁定文号和理由": "（2022）示01行审1号", "收到日期": "今天"},
    "达成执行协议": {
        "协议内容（可分阶段履行）": "分三期缴清",
        "当事人采取了补救措施": "否",
        "减免加处罚款": "0",
        "协议日期": "今天",
        "履行期限": "90",
    },
    "不履行协议，恢复执行": {"没有履行的内容": "第二期没有缴", "日期": "今天"},
    "中止执行": {"中止的情形（强制法第39条）": "履行确有困难或暂无履行能力", "中止日期": "今天"},
    "恢复执行": {"中止的情形怎样消失的": "恢复经营", "恢复日期": "今天"},
    "不再执行": {"没有明显社会危害": "是", "当事人确无能力履行的情况": "没有财产", "决定日期": "今天"},
    "终结执行": {
        "终结的情形（强制法第40条）": "法人终止，无财产又无义务承受人",
        "查明的情况": "已注销",
        "终结日期": "今天",
    },
}
"""What people usually write in each action; a scenario says only what differs."""


@cache
def definition() -> Definition:
    """The gas checklist with its workflow, as installed."""
    return load_library().definition("gas")


def step_titled(title: str) -> Transition:
    """The action with this title, of a hazard or of a case that it opens."""
    flows = definition().workflows
    steps = (step for name in sorted(flows, key=lambda name: name != "hazard") for step in flows[name].transitions)
    return next(step for step in steps if step.title == title)


def item_titled(title: str) -> Item:
    """The checklist item with this title or number."""
    return next(item for item in definition().pack.items if title in (item.title, item.id))


def code_of(titles: Mapping[str, str], title: str) -> str:
    """The key whose title is this."""
    return next(key for key, known in titles.items() if known == title)


def measured(item: Item, text: str) -> dict[str, str]:
    """``证照情况=从未取得，…`` as values by field id."""
    ids = {spec.title: spec.id for spec in item.values}
    pairs = [part.split("=", 1) for part in text.split("，") if part]
    return {ids.get(title, title): value for title, value in pairs}


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A ledger's file and names of its evidence: alike where both hold the same rows, whatever pages they lie on."""

    file: bytes
    kept: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot) or self.kept != other.kept:
            return False
        return self.file == other.file or self.rows() == other.rows()

    __hash__ = None  # type: ignore[assignment]

    def rows(self) -> str:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(self.file)
            return "\n".join(connection.iterdump())


@dataclass
class World(Attempts):
    """One scenario's ledger and what has been said about it so far."""

    folder: Path
    now: datetime = field(default_factory=lambda: parse_moment("2022-02-17T09:00:00+08:00"))
    founder: str = ""
    subjects: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    routine: list[tuple[str, str, str]] = field(default_factory=list)
    sideline: list[tuple[str, str, str]] = field(default_factory=list)
    done: dict[str, set[str]] = field(default_factory=dict)
    number: str = ""
    inspection: str = ""
    result: InspectionResult | None = None
    before: object = None
    seen: str = ""
    noted: Board | None = None
    raised: Sequence[Raised] = ()
    count: int = 0
    tampered: bool = False
    story: tuple[object, ...] = ()
    beginning: bool = False
    signs: bool = True
    """Whether whoever is named signs at once (:func:`tests.conftest.countersign`); scenarios about signing say when."""
    exit_code: int | None = None
    stdout: str = ""
    stderr: str = ""

    @property
    def path(self) -> Path:
        return self.folder / "台账.db"

    @property
    def today(self) -> date:
        return self.now.date()

    def set_day(self, day: str) -> None:
        self.story = (*self.story, day)
        self.now = parse_moment(f"{day}T09:00:00+08:00")

    def clock(self) -> datetime:
        return self.now

    def begin(self, key: object, work: Callable[[], object]) -> None:
        """Do what many scenarios begin with. From the second time on, go on from a copy of the ledger it made."""
        self.settle()
        self.story = (*self.story, key)
        story = self.story
        if story not in KEPT:
            self.beginning = True
            work()
            self.beginning = False
            self.story = story
            files = {str(p.relative_to(self.folder)): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
            KEPT[story] = {name: deepcopy(getattr(self, name)) for name in ("now", "founder", "number", "done")}, files
            while len(KEPT) > MOST_KEPT:
                del KEPT[next(iter(KEPT))]
            return
        fields, files = KEPT[story] = KEPT.pop(story)
        for name, value in fields.items():
            setattr(self, name, deepcopy(value))
        for name, content in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(content)

    def found(self, people: Table, *, rehearsal: bool = True) -> None:
        """Make the ledger; the first person is its founder, and enrols the others."""
        _, (self.founder, title, *_), *others = people
        ledger = create_ledger(self.path, self.founder, title, rehearsal=rehearsal, clock=self.clock)
        for name, title, roles, party in others:
            codes = [code_of(ROLE_TITLES, role) for role in roles.split("、")]
            ledger.people.add(name, title, codes, party or None, new_unit=bool(party))
        if seconds := [name for name, _, roles, *_ in others if "主管" in roles]:
            settle(ledger, *seconds, *(name for name, *_ in others if name not in seconds))

    def desk(self, who: str | None = None) -> Ledger:
        """The ledger as this person sees it, a minute later than the last time."""
        self.now += timedelta(minutes=1)
        if not self.beginning:
            self.story = (*self.story, object())
        return open_ledger(self.path, who or self.founder, self.clock)

    def go_by(self, library: Library) -> None:
        """What is installed now is adopted: the founder proposes it, another supervisor confirms."""
        people = self.desk().desk.roster().values()
        second = next((each.name for each in people if "supervisor" in each.roles and each.name != self.founder), None)
        go_by(library, self.desk(), self.desk(second) if second else None)

    def install(self, lists: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Copies of these definitions lie beside the ledger, and are adopted."""
        monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(shutil.copytree(lists, self.folder / "检查表")))
        self.go_by(load_library())

    # --- attempts ----------------------------------------------------------------------------------------------

    def attempt(self, work: Callable[[], object]) -> None:
        self.settle()
        self.before = self.snapshot()
        super().attempt(work)

    def snapshot(self) -> object:
        """Everything the ledger holds, to tell whether anything was stored."""
        if not self.path.exists():
            return None
        kept = sorted(path.name for path in self.folder.glob("台账.db.files/*/*"))
        return Snapshot(self.path.read_bytes(), tuple(kept))

    def prove(self) -> None:
        """The ledger is whole; the same file is not proved twice."""
        now = hashlib.sha256(self.path.read_bytes()).hexdigest()
        if now not in PROVED:
            assert (found := self.desk().verify()) == [], str(found)
            PROVED.add(now)

    # --- inspections -------------------------------------------------------------------------------------------

    def sheet(self, inspectors: Sequence[str], answers: Table, day: date | None = None) -> Path:
        """Write an inspection file for a table of answers; what tables leave out is stood by (doubts.feature)."""
        head, *rows = answers
        given = [dict(zip(head, row, strict=True)) for row in rows]
        named = dict.fromkeys(row["检查对象"] for row in given)
        lines = ["pack: gas", f"date: {day or self.today}", f"inspectors: [{', '.join(inspectors)}]", "subjects:"]
        for name in named:
            key, kind, region = self.subjects[name]
            lines.append(f'  - {{key: {key}, kind: {kind}, name: {name}, region: "{region}"}}')
        lines.append("answers:")
        for row in given:
            item = item_titled(row["检查项"])
            values = "".join(f'{k}: "{v}", ' for k, v in measured(item, row.get("实测", "")).items())
            word = code_of(ANSWER_TITLES, row["作答"])
            beside = ", another: true" if row.get("另一处") == "是" else ""
            where = f"subject: {self.subjects[row['检查对象']][0]}, item: {item.id}, answer: {word}"
            lines.append(f'  - {{{where}, note: "{row.get("备注", "")}", values: {{{values}}}, sure: true{beside}}}')
        path = self.folder / "检查.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def answer(self, who: str, subject: str, title: str, word: str, values: str = "") -> None:
        """Answer one item of the inspection under way."""
        item = item_titled(title)
        key = self.subjects[subject][0]
        given = AnswerInput(
            subject=key,
            item=item.id,
            answer=code_of(ANSWER_TITLES, word),
            values=measured(item, values),
            sure=True,
        )
        self.desk(who).inspections.answer(self.inspection, given)

    def keep(self, result: InspectionResult) -> None:
        """Remember what an inspection led to; its first hazard is the one spoken of."""
        self.result = result
        if result.cases:
            self.number = result.cases[0].number
        self.countersign()

    def countersign(self) -> None:
        """Everybody who is named signs, a moment later."""
        if self.signs:
            self.now += timedelta(seconds=20)
            countersign(open_ledger(self.path, self.founder, self.clock))

    # --- hazards -----------------------------------------------------------------------------------------------

    def case(self) -> Case:
        return self.desk().cases.get(self.number)

    def entry(self, title: str) -> Entry:
        """The newest event of the hazard with this title; 发现 is its first."""
        entries = self.desk().cases.history(self.number)
        done = [(e, e.event.data.get("trigger", "发现" if e.event.kind == OPENED else "")) for e in reversed(entries)]
        return next(e for e, trigger in done if trigger in (title, trigger_of(title)))

    def act(
        self,
        who: str,
        title: str,
        given: Mapping[str, str] | None = None,
        *,
        evidence: bool = True,
        base: str | None = None,
    ) -> None:
        """Take the action with this title: as usual, but for what is given."""
        step = step_titled(title)
        entries = {**USUAL[title], **(given or {})}
        ids = {spec.title: spec.id for spec in step.needs}
        values = {
            ids.get(name, name): str(self.today) if value == "今天" else value
            for name, value in entries.items()
            if value != NOT_GIVEN
        }
        files = [self.photo(f"{title}{n}") for n in range(step.evidence)] if evidence else []
        self.desk(who).cases.act(self.number, step.trigger, values, files, base=base)
        self.done.setdefault(self.number, set()).add(title)
        self.countersign()

    def confirm(self, who: str, title: str) -> None:
        """Take an action that somebody else has proposed, just as it was proposed."""
        self.desk(who).cases.act(self.number, step_titled(title).trigger)

    def photo(self, name: str) -> Path:
        path = self.folder / f"{name}.txt"
        path.write_text(f"{name}的照片", encoding="utf-8")
        return path

    def bring(self, targets: Mapping[str, str]) -> None:
        """Take hazards along the usual road, day by day, each as far as its last action says."""
        titles = [title for _, _, title in self.routine]
        for at, (day, who, title) in enumerate(self.routine):
            for number, last in targets.items():
                if at <= titles.index(last) and title not in self.done.get(number, set()):
                    self.number = number
                    if self.today < date.fromisoformat(day):
                        self.set_day(day)
                    self.act(who, title)


def trigger_of(title: str) -> str:
    """The trigger of an action; 发现 has none."""
    return "发现" if title == "发现" else step_titled(title).trigger
