"""Every action a person can take, once: keys, footer, help and palette are all made from this table.

A letter never arrives while an input method is on, so each has an F-key, ctrl key or named key beside it, and
each character key also answers to its full-width twin.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

_PUNCTUATION = {"/": "／、", "?": "？", ":": "：", "[": "【［「", "]": "】］」", "*": "＊×", "~": "～"}
_NAMES = {"enter": "Enter", "escape": "Esc", "space": "空格", "tab": "Tab", "left": "左键", "right": "右键"}
_NAMES |= {"shift+tab": "Shift+Tab", "alt+enter": "Alt+Enter"}
_NAMES |= {"shift+down": "Shift+下键", "shift+up": "Shift+上键"}
_NAMES |= {"up": "上键", "down": "下键", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End"}
_IN_TEXTS = frozenset({"space", "left", "ctrl+z", "ctrl+k"})
"""Keys that mean something else while a text has the focus."""


@dataclass(frozen=True)
class Action:
    """``id`` names the ``action_`` method; ``keys`` are parted by blanks; ``hint`` is its word in the footer."""

    id: str
    title: str
    keys: str
    pinyin: str
    tooltip: str
    hint: str = ""

    @property
    def typed(self) -> tuple[str, ...]:
        return tuple(self.keys.split())

    @property
    def shown(self) -> str:
        """All keys, as a reader knows them."""
        return " 或 ".join(key_name(key) for key in self.typed)

    def key_for(self, typing: bool) -> str:
        """The key to name in the footer: while typing, one that is not a character."""
        usable = [key for key in self.typed if not typing or (len(key) > 1 and key not in _IN_TEXTS)]
        return key_name(usable[0]) if usable else ""

    def bindings(self, prefix: str = "") -> list[Binding]:
        return [
            Binding(twin, prefix + self.id, self.title, show=False, priority=_always(key), tooltip=self.tooltip)
            for key in self.typed
            for twin in (key, *full_width(key))
        ]


def _always(key: str) -> bool:
    """F-keys and ctrl keys work whatever has the focus; but in a text ^z takes back what was typed, ^k cuts it."""
    return (key.startswith("ctrl+") and key not in _IN_TEXTS) or (key[0] == "f" and key[1:].isdigit())


def full_width(key: str) -> tuple[str, ...]:
    """What an input method may send in place of a character key."""
    if key == "space":
        return ("ideographic_space",)
    if len(key) != 1:
        return ()
    return tuple(_PUNCTUATION[key]) if key in _PUNCTUATION else (chr(ord(key) + 0xFEE0),)


def key_name(key: str) -> str:
    """A key as printed on the keyboard: ``ctrl+s`` is ``^s``."""
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return _NAMES.get(key, key.upper() if _always(key) else key)


BACK = Action("back", "返回", "escape q f12", "fh", "回到上一屏；有未保存的内容会先问", "返回")
BACK_TYPING = Action("back", "返回", "escape f12", "fh", "回到上一屏；有未保存的内容会先问", "返回")
SAVE = Action("save", "保存", "ctrl+s", "bc", "核对并保存；有错会在字段下面指出", "保存")
DROP = Action("drop_draft", "丢掉草稿", "ctrl+d", "dqcg", "填了没有提交的会存成草稿，再打开时还在；丢掉它，重新填")
TAKE_UP = Action("take_up", "照现在的办", "f5", "zxzdb", "别人刚办过：照事项现在的情况接着填，填的都还在")
LOG = Action("log", "记隐患", "a f2", "jyh", "不走检查表，输入几个字找到隐患，当场记下；不算一次检查", "记隐患")
COPY = Action("copy", "复制", "y ctrl+y", "fz", "复制编号、整行或全文到剪贴板；身份证号等照样遮住")
FILE = Action("pick_file", "选择文件", "f2", "xzwj", "从文件夹里挑选佐证材料", "选文件")

WITHIN_VERBS = frozenset({"verbs", "verb"})
"""办事 and its forms: it cannot be begun anew from within."""

SCOPES: dict[str, tuple[Action, ...]] = {
    "list": (
        Action("cursor_down", "下一行", "j down", "xyh", "移到下一行"),
        Action("cursor_up", "上一行", "k up", "syh", "移到上一行"),
        Action("page_down", "下一页", "pagedown", "xyy", "向下翻一页"),
        Action("page_up", "上一页", "pageup", "syy", "向上翻一页"),
        Action("first", "第一行", "g home", "dyh", "移到第一行"),
        Action("last", "最后一行", "G end", "zhyh", "移到最后一行"),
        Action("select", "打开或选中", "enter", "dk", "打开或选中这一行"),
    ),
    "form": (
        Action(
            "next_field",
            "下一栏",
            "enter tab down",
            "xyl",
            "到下一栏；在最后一栏按 Enter 转到有错的一栏，不会自己保存",
            "下一栏",
        ),
        Action("previous_field", "上一栏", "shift+tab up", "syl", "到上一栏；写几行的，上下键先在行间移动"),
        Action("new_line", "换行", "ctrl+j alt+enter", "hh", "在写字的一栏里另起一行", "换行"),
        Action(
            "step", "换一个", "right left", "hyg", "在选择的一栏里选下一个；也可以按前面的数字键，Delete 清掉", "选"
        ),
        DROP,
    ),
    "today": (
        Action("select", "打开", "enter", "dk", "打开这一件；在一类的标题上，打开这一类的全部", "打开"),
        Action("next_group", "下一类", "tab", "xyl", "跳到下一类的标题", "下一类"),
        Action("previous_group", "上一类", "shift+tab", "syl", "跳到上一类的标题"),
        Action("whole", "这一类的全部", "o f6", "zyldqb", "打开光标所在这一类的全部"),
        LOG,
        Action("inspect", "检查", "n f3", "jc", "开始一次检查，或继续未完成的检查", "检查"),
        Action("ledger", "台账", "t f7", "tz", "隐患台账：全部、未销号、逾期、我能办的、我承办的", "台账"),
        Action("filter", "找", "/ ctrl+f", "z", "到台账里按文字、状态、等级、单位等找", "找"),
        Action("board", "统计", "b f4", "tj", "总数、整改率、逾期，分状态、区划、专项", "统计"),
        Action("owed", "待我签的", "m ctrl+n", "dwqd", "写了你一起办的检查和步骤：由你签，或说明没有参加"),
        COPY,
        Action("refresh", "刷新", "r f5", "sx", "重新读取"),
        Action("leave", "退出", "q f12", "tc", "退出程序；已保存的内容不受影响"),
    ),
    "ledger": (
        Action("open", "打开", "enter", "dk", "查看这一条的详情、流转记录和可办事项", "打开"),
        Action("inspect", "检查", "n f3", "jc", "开始一次检查，或继续未完成的检查", "检查"),
        LOG,
        Action("filter", "筛选", "/ ctrl+f", "sx", "按文字和各栏筛选：! 取反，期限<=今天，逾期>30；Tab 补全", "筛选"),
        Action("mark", "标记", "space", "bj", "标记这一件，转到下一件；再按一次取消", "标记"),
        Action("next_view", "下一视图", "] f8", "xyst", "全部、未销号、逾期、我能办的、我承办的，依次切换", "视图"),
        Action("previous_view", "上一视图", "[ f7", "syst", "反方向切换视图"),
        Action("order", "排序", "s f6", "px", "按哪一栏排列；再选同一栏就倒过来，点栏名也一样", "排序"),
        Action("board", "统计", "b f4", "tj", "总数、整改率、逾期，分状态、区划、专项", "统计"),
        Action("scores", "评分", "p ctrl+g", "pf", "按评分检查表查过的：总分、等级、各分项表"),
        Action("owed", "待我签的", "m ctrl+n", "dwqd", "写了你一起办的检查和步骤：由你签，或说明没有参加"),
        Action("export", "导出闭环台账", "e f9", "dcbhtz", "把台账导出成 Excel 工作簿"),
        Action("refresh", "刷新", "r f5", "sx", "重新读取台账"),
        Action("clear", "清除筛选", "escape", "qcsx", "去掉全部筛选条件；没有筛选条件的，回到今天"),
        Action("leave", "返回", "q f12", "fh", "回到今天", "返回"),
        Action("mark_down", "向下连标", "shift+down", "xxlb", "标记这一件和下一件"),
        Action("mark_up", "向上连标", "shift+up", "xslb", "标记这一件和上一件"),
        Action("mark_range", "从这里标到", "V ctrl+l", "czlbd", "从这一件起；移到最后一件再按一次，中间的都标记"),
        Action("mark_all", "全部标记", "* ctrl+a", "qbbj", "标记筛选出来的全部；超过 200 件先问"),
        Action("mark_invert", "反选", "~ ctrl+e", "fx", "筛选出来的：没标的标上，标了的取消"),
        Action("mark_none", "取消标记", "0 ctrl+u", "qxbj", "全部取消标记，看不见的也取消"),
        Action("mark_undo", "撤回标记", "ctrl+z", "chbj", "撤回上一次标记"),
        Action(
            "together",
            "一起办",
            "t ctrl+b",
            "yqb",
            "把标记的几件一起办：定级、签发、送达、承办人、备注、导出",
            "一起办",
        ),
        Action("saved", "存过的视图", "w ctrl+w", "cgdst", "存下现在的筛选和排序，或换成存过的"),
        Action("next_overdue", "下一件逾期", "o ctrl+o", "xyjyq", "跳到下一件逾期的"),
        COPY,
        Action("pane", "侧栏", "d ctrl+d", "cl", "宽屏时显示或收起右边的侧栏"),
        Action("complete", "补全", "tab", "bq", "写筛选时补全字段或取值，取列出来的第一个"),
    ),
    "case": (
        Action("choose", "办理", "enter", "bl", "办理选中的事项；不能办的说明原因", "办理"),
        Action("note", "记备注", "b f6", "jbz", "记一条备注，可附照片；什么状态都可以记，不算办理", "备注"),
        Action("correct", "更正", "c f8", "gz", "更正备注、部位等和最近一步所填的；有人提出的在这里确认", "更正"),
        Action("take_back", "撤回回复", "z f9", "chhf", "撤回刚提交、还没有人办过的整改回复"),
        Action("retract", "收回提出", "x f3", "shtc", "你提出、还没有人确认的，写明原因收回；另一个人就不能再确认"),
        Action("evidence", "打开佐证", "o p f10", "dkzz", "照片和文件，用电脑上的程序打开；几份的，先列出来选", "佐证"),
        Action("history", "全部流转", "h f4", "qblz", "看全部流转记录，再按一次只看最近一条", "全部流转"),
        Action("take", "我来承办", "m f7", "wlcb", "认领这一件：以后在“我承办的”里看得到"),
        COPY,
        LOG,
        Action("switch", "切换左右栏", "tab", "qhzy", "在可办事项与详情之间切换", "切换"),
        Action("refresh", "刷新", "r f5", "sx", "重新读取这一条", "刷新"),
        Action("back", "返回", "escape q f12 left", "fh", "回到上一屏", "返回"),
    ),
    "many": (SAVE, FILE, Action("today", "填今天", "f9", "tjt", "在日期字段里填今天", "填今天"), BACK_TYPING),
    "pick": (
        Action("select", "选中", "enter", "xz", "选这一行"),
        Action("back", "返回", "escape q f12", "fh", "不选，回到原处"),
    ),
    "views": (
        Action("select", "选中", "enter", "xz", "用这一个视图；第一行是存下现在的", "选中"),
        Action("drop", "删去", "x f8", "sq", "删去这一个存过的视图", "删去"),
        Action("back", "返回", "escape q f12", "fh", "不选，回到原处", "返回"),
    ),
    "act": (
        SAVE,
        FILE,
        Action("today", "填今天", "f9", "tjt", "在日期字段里填今天", "填今天"),
        Action("facts", "看情况", "f4", "kqk", "这一件的情况、依据、佐证；用上下键看，再按一次回到填写", "情况"),
        TAKE_UP,
        BACK_TYPING,
    ),
    "note": (SAVE, FILE, BACK_TYPING),
    "correct": (SAVE, Action("today", "填今天", "f9", "tjt", "在日期字段里填今天"), TAKE_UP, BACK_TYPING),
    "log": (
        Action("select", "选中", "enter", "xz", "选中这一条，填看到的情况", "选中"),
        Action("place", "换对象", "f3", "hdx", "换一个检查对象：按名称、拼音首字母、编号找，或登记新的", "换对象"),
        Action("team", "同查的人", "f4", "tcdr", "和你一起查的检查员；以后记的都写这几个人", "同查的人"),
        BACK_TYPING,
    ),
    "hazard": (SAVE, FILE, Action("today", "填今天", "f9", "tjt", "在日期字段里填今天"), BACK_TYPING),
    "place": (
        Action("select", "选中", "enter", "xz", "用这个对象；登记新对象时是用这张检查表", "选中"),
        Action("add", "登记新对象", "f2", "djxdx", "登记一个新的检查对象；再按一次回到已登记的", "新对象"),
        BACK_TYPING,
    ),
    "team": (
        Action("tick", "勾选", "space", "gx", "勾选或取消一个人", "勾选"),
        Action("save", "用这几个人", "ctrl+s", "yzjgr", "以后记的隐患都写这几个人", "用这几个人"),
        BACK_TYPING,
    ),
    "start": (
        Action("select", "选中", "enter", "xz", "打几个字找；Enter 继续选中的检查，或用选中的检查表开始", "选中"),
        BACK_TYPING,
    ),
    "prepare": (
        Action("tick", "勾选", "space", "gx", "勾选或取消检查对象、检查员", "勾选"),
        Action("tick_all", "全勾上", "f6", "qgs", "勾上列出的全部对象；先输入市场的编号，就是它和它的摊位", "全勾上"),
        Action(
            "add",
            "登记新对象",
            "f2",
            "djxdx",
            "登记一个新的检查对象；先输入市场的编号，就在它之下，自动编号",
            "新对象",
        ),
        Action("save", "开始检查", "ctrl+s", "ksjc", "按勾选的对象和检查员开始检查", "开始"),
        BACK_TYPING,
    ),
    "subject": (SAVE, Action("today", "填今天", "f9", "tjt", "在日期字段里填今天"), BACK_TYPING),
    "walk": (
        Action("answer_pass", "合格", "1 f5", "hg", "记为合格并保存，转到下一项；记录项为已记", "合格"),
        Action(
            "answer_fail", "不合格", "2 f6", "bhg", "登记项为登记；填写数值、备注和佐证后按 ^s 保存", "不合格或登记"
        ),
        Action("answer_na", "不适用", "3 f7", "bsy", "记为不适用并保存，转到下一项", "不适用"),
        Action("answer_missing", "待补参", "4 f8", "dbc", "现场缺少参数，先记为待补参并保存", "待补参"),
        Action("finish", "完成检查", "w f3", "wcjc", "核对各项数目，完成后不合格项成为隐患，登记项登记在册", "完成"),
        Action(
            "answer_unable", "测不了", "5 f10", "cbl", "现场测不了：在备注里写明原因，按 ^s 保存；不算合格", "测不了"
        ),
        Action("save", "保存这一项", "ctrl+s", "bcx", "按选定的结论和填写的内容保存这一项"),
        Action("write", "填写备注等", "i f4", "txbz", "转到备注、数值、佐证材料"),
        Action("another", "另一处", "t ctrl+o", "lyc", "同一项在另一个部位也不合格，先存好这一处", "另一处"),
        Action("free", "清单外", "x ctrl+l", "qdw", "检查表上没有的隐患：写名称、情况，等级由主管定", "清单外"),
        FILE,
        Action("match", "对照片", "m ctrl+b", "dzp", "手机里拷来的照片，按拍摄时间对到作答上；看过、点头了才附"),
        Action("join", "加对象", "n ctrl+n", "jdx", "登记一个新对象，加进这次检查；和眼前的在同一个上级之下", "加对象"),
        Action("unanswered", "下一未作答", "u f9", "xywzd", "转到下一个未作答的检查项"),
        Action("take_back", "撤回上一答", "ctrl+z", "chsyd", "撤回你的上一答，恢复它之前的作答；撤回也记录在案"),
        Action("law", "依据全文", "l ctrl+f", "yjqw", "展开或收起依据、罚则、定级依据和说明；收起时只列第一条"),
        Action("score", "评分", "p ctrl+g", "pf", "按已保存的作答暂算总分、各分项表的扣分；只用于评分的检查表"),
        Action("back", "返回", "escape q f12", "fh", "离开；已保存的作答都在，以后可以继续", "返回"),
    ),
    "finish": (Action("save", "完成检查", "ctrl+s", "wcjc", "输入 y 后完成检查", "完成"), BACK_TYPING),
    "result": (
        Action("select", "打开", "enter", "dk", "查看这一条", "打开"),
        Action("slip", "当场告知单", "s f6", "dcgzd", "留给被检查单位的告知单：这次检查已经填好", "告知单"),
        Action("draft", "起草通知书", "x f8", "qctzs", "就这次查到的隐患起草整改通知书，编号已经填好", "通知书"),
        Action("score", "评分", "p ctrl+g", "pf", "看总分、等级和各分项表；只用于评分的检查表"),
        BACK,
    ),
    "owed": (
        Action("select", "签", "enter", "q", "签选中的一条，会先问", "签"),
        Action("decline", "没有参加", "x f7", "mycj", "说明你没有参加选中的一条，要写理由", "没有参加"),
        BACK,
    ),
    "scores": (Action("select", "打开", "enter", "dk", "看这一次检查的评分", "打开"), BACK),
    "score": (
        Action("refresh", "刷新", "r f5", "sx", "重新评分", "刷新"),
        Action("back", "返回", "escape q f12 left", "fh", "回到上一屏", "返回"),
    ),
    "board": (
        Action("select", "打开", "enter", "dk", "列出这一行的数后面的事项；Esc 回到这一行", "打开"),
        Action("as_of", "截至日期", "d f6", "jzrq", "看某一天的统计", "截至日期"),
        Action("known_at", "入账截止", "t f7", "rzjz", "只算某一刻以前记入的：后来补录、更正的不算", "入账截止"),
        Action("refresh", "刷新", "r f5", "sx", "重新计算", "刷新"),
        Action("back", "返回", "escape q f12 left", "fh", "回到台账", "返回"),
    ),
    "export": (
        Action("save", "导出", "ctrl+s", "dc", "导出到所填的文件", "导出"),
        Action("today", "填今天", "f9", "tjt", "在日期字段里填今天"),
        BACK_TYPING,
    ),
    "help": (BACK_TYPING,),
    "files": (
        Action("select", "选中", "enter", "xz", "打开文件夹，或选用标记的（没有标记的，选用这个）", "选中"),
        Action("mark", "标记", "space f6", "bj", "标记这个文件，或取消；一次可以选用几个", "标记"),
        Action("mark_all", "全标上", "f9", "qbs", "标记列出的全部文件", "全标"),
        Action("order", "排序", "f8", "px", "新的在前，或按名称", "排序"),
        Action("look", "看一看", "f4", "kyk", "用电脑上看图、看文件的程序打开这个文件", "看"),
        Action("parent", "上一级", "left f7", "syj", "到上一级文件夹", "上一级"),
        BACK_TYPING,
    ),
    "verbs": (Action("select", "打开", "enter", "dk", "打开它的表单；不用填什么的，马上办", "打开"), BACK_TYPING),
    "verb": (
        Action("save", "办理", "ctrl+s", "bl", "核对并办理；不许的说明为什么，填的都留着", "办理"),
        Action("attempt", "试办", "f6", "sb", "看看会存下什么，什么都不保存；有的事不能试办", "试办"),
        FILE,
        Action("today", "填今天", "f9", "tjt", "在日期字段里填今天"),
        BACK_TYPING,
    ),
    "rows": (
        Action("select", "打开", "enter", "dk", "看这一条的全部情况", "打开"),
        Action("take", "办", "o f4", "b", "能对这一条办的事，编号已经填好", "办"),
        Action("mark", "标记", "space", "bj", "标记这一条，转到下一条；再按一次取消", "标记"),
        Action("mark_all", "全部标记", "* ctrl+a", "qbbj", "标记列出的全部；都标了的，全部取消"),
        Action("together", "一起办", "t ctrl+b", "yqb", "把标记的几条一起办：填一次，逐条看过再办", "一起办"),
        Action("filter", "筛选", "/ ctrl+f", "sx", "只看含这些字的", "筛选"),
        Action("order", "排序", "s f6", "px", "按下一列排列；最后一列之后回到原来的次序", "排序"),
        Action("reverse", "倒序", "x f7", "dx", "倒过来排"),
        Action("narrow", "条件", "c f3", "tj", "填条件重新列，如截至哪一天", "条件"),
        Action("copy", "复制这一行", "y ctrl+y", "fzzyh", "把这一行复制到剪贴板"),
        Action("refresh", "刷新", "r f5", "sx", "重新读取"),
        BACK,
    ),
    "text": (
        Action("search", "查找", "/ ctrl+f", "cz", "找这一页里的字", "查找"),
        Action("next", "下一处", "n f8", "xyc", "转到下一处"),
        Action("take", "办", "o f4", "b", "能对这一条办的事，编号已经填好", "办"),
        Action("narrow", "条件", "c f3", "tj", "填条件重新看", "条件"),
        Action("wrap", "折行", "w f7", "zh", "长行折行，或不折行横着看"),
        Action("copy", "复制", "y ctrl+y", "fz", "把选中的或全文复制到剪贴板", "复制"),
        Action("refresh", "刷新", "r f5", "sx", "重新读取"),
        BACK,
    ),
    "evidence": (Action("select", "打开", "enter", "dk", "用电脑上看图、看文件的程序打开", "打开"), BACK),
    "match": (
        Action("select", "换一个", "enter", "hyg", "换成这张照片可能属于的下一个作答，或不附", "换"),
        Action("look", "看照片", "f4", "kzp", "用电脑上看图的程序打开", "看"),
        Action("save", "附上", "ctrl+s", "fs", "把选中的照片附到作答上，会先问", "附上"),
        BACK,
    ),
    "confirm": (Action("back", "取消", "escape f12", "qx", "不办理，回到原处", "取消"),),
    "notice": (Action("back", "知道了", "enter escape q f12", "zdl", "关闭", "知道了"),),
    "app": (
        Action("verbs", "办事", "v ctrl+r f11", "bs", "文书、疑点、惩戒、抽查、人员、核验、备份等全部可办的事", "办事"),
        Action("help", "帮助", "? f1", "bz", "这一屏的全部按键，可搜索", "帮助"),
        Action("command_palette", "命令", "ctrl+p :", "ml", "按中文或拼音首字母找任何操作", "命令"),
        Action("theme", "换配色", "ctrl+t", "hps", "深色、浅色（户外用）、高对比，依次切换；下次还是这个"),
        Action("quit", "退出程序", "ctrl+q", "tccx", "退出；已保存的内容不受影响"),
    ),
}


def bindings(scope: str) -> list[Binding]:
    """Textual's bindings for a scope."""
    return [binding for action in SCOPES[scope] for binding in action.bindings()]


def fills(scope: str) -> bool:
    """Whether something is filled in and saved on a screen: then the keys of fields hold there."""
    return any(action.id == "save" for action in SCOPES.get(scope, ()))


def everywhere(scope: str) -> tuple[Action, ...]:
    """The actions of a screen and those that work on all screens."""
    return (*SCOPES.get(scope, ()), *([DROP] if fills(scope) else []), *SCOPES["app"])
