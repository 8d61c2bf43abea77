"""What inspectors say, and what checklists write for it."""

from __future__ import annotations

SAME: tuple[tuple[str, ...], ...] = (
    ("过期", "到期", "超过有效期", "超更换年限", "超判废年限"),
    ("漏气", "泄漏", "泄露"),
    ("煤气", "燃气"),
    ("煤气罐", "液化气罐", "气罐", "钢瓶", "气瓶"),
    ("煤气管", "胶管", "皮管", "软管", "连接管"),
    ("煤气灶", "灶台", "炉灶", "炉子", "灶具", "燃具"),
    ("报警器", "探测器", "报警"),
    ("打火", "点火"),
    ("没培训", "未培训", "没有培训", "培训"),
    ("没证", "无证", "没有证", "持证", "证件"),
    ("堵了", "堵塞", "占用", "封闭", "堵"),
    ("消防栓", "消火栓"),
    ("疏散通道", "逃生通道", "安全出口", "疏散"),
    ("应急灯", "应急照明"),
    ("架子", "脚手架", "外架"),
    ("塔吊", "塔式起重机", "塔机"),
    ("电梯", "升降机"),
    ("坑洞", "基坑"),
    ("护栏", "栏杆", "临边防护"),
    ("漏电", "漏电保护", "漏电保护器"),
    ("电线", "线路", "电缆"),
    ("裂了", "开裂", "裂缝"),
    ("台账", "台帐", "记录"),
    ("预案", "应急预案"),
    ("双重预防", "分级管控", "隐患排查"),
    ("热水器", "采暖炉"),
)
"""Each row means the same; whichever is typed, the others are looked for, too."""


MOST = 30
"""Ways in which one word is looked for."""


def said_otherwise(typed: str) -> list[str]:
    """The same words with what they say replaced by what may be written for it, of each row or of several."""
    ways = [typed]
    for row in SAME:
        longest = max((each for each in row if each in typed), key=len, default="")
        if longest:
            ways += [way.replace(longest, other) for way in ways for other in row if other != longest][:MOST]
    return ways[1 : MOST + 1]
