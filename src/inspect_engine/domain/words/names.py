"""Names of people as people write them: the same one in several spellings, one with his office, and none at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from inspect_engine.domain.words.text import same_name

DOTS = "\u00b7\u2022\u30fb\u2027\uff65\u2219\u22c5\u0387."
"""What stands between the parts of a name from elsewhere: 阿卜杜拉·买买提, and all that is typed for it."""
_NO_DOTS = {ord(dot): None for dot in DOTS}
_NO_DASHES = {ord(dash): None for dash in "-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}
"""What is typed for a dot; only in a name that is not a user name: zhao-1 and zhao1 are two."""
_BRACKETED = r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]"
_TITLES = (
    r"副?(?:科长|局长|处长|主任|股长|所长|站长|队长|组长|厅长|县长|市长|镇长|乡长|村长|校长|院长|总监|经理|总工|工程师|"
    r"支队长|大队长|中队长|书记|主管|检查员|安全员|执法员|监督员|同志|先生|女士|师傅|老师)"
)
_BEFORE, _AFTER = f"^(?:{_TITLES})+", f"(?:{_TITLES})+$"
_OFFICE = (
    r"本单位|我单位|责任单位|建设单位|施工单位|监理单位|单位|企业|公司|整改|安全|负责人|责任人|签收人|经办人|经营者|店主|业主|法人|"
    r"代表|经理|员工|管理员|值班|门店|本人|项目部|项目|班组|施工队|物业|村委会|居委会|工作人员|安全员|技术员|人员|有关|相关|"
    r"工人|师傅|领导|同志|先生|女士|大家|集体|全体|[\W\d_]"
)
"""Words that say what someone is, or that it was several, not who. Ours: what sample ledgers have in such fields."""
_NOBODY = r"[某X×*]+|某[甲乙丙丁人]|[老小阿大][\u4e00-\u9fff]|无|没有|不详|未知|甲|乙|丙|丁"
_NUMBERED = r"(?<!企业)(?<!公司)(?<!单位)(?<![店馆部队班组厂局所站户])\d{2,}$"
"""At the end of an office: one of several who are known by a number, as in records without names (编制人01)."""
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
    "姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊"
    "惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍"
    "璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益"
    "桓公仉督晋楚闫法汝鄢涂钦归海岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟肖覃付代尧苟候邸冼"
)
"""From 百家姓, simplified, with some frequent ones that it lacks."""
_FULL_NAME = f"[{_SURNAMES}][\u3400-\u9fff]{{1,3}}"


@cache
def _simplified() -> dict[int, int]:
    from inspect_engine.domain.words.traditional import SIMPLIFIED, TRADITIONAL

    return dict(zip(map(ord, TRADITIONAL), map(ord, SIMPLIFIED), strict=True))


def simplified(text: str) -> str:
    """A text in simplified characters, where a traditional form has one."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_simplified()))


@lru_cache(maxsize=8192)
def same_person(name: str) -> str:
    """A person's name reduced so that width, case, spaces, middle dots, dashes for them, and traditional forms do not
    make two of one."""
    seen = same_name(name).translate(_NO_DOTS)
    return seen if seen.isascii() else simplified(seen).translate(_NO_DASHES)


def bare(name: str) -> str:
    """A reduced name without the office around it: “赵六（科长）”, “赵六科长” and “科长赵六” are 赵六.

    As it is where what would be left does not begin with a surname, or is an office itself.
    """
    outside = re.sub(_BRACKETED, "", same_person(name))
    inner = re.sub(_AFTER, "", re.sub(_BEFORE, "", outside))
    return inner if inner != outside and re.fullmatch(_FULL_NAME, inner) and is_name(inner) else outside


def spellings(name: str) -> Iterator[str]:
    """Reduced names of whoever may be meant by what somebody is called, in brackets too: “某甲（王五）” may be 王五."""
    yield same_person(name)
    yield bare(name)
    yield from (bare(part) for part in re.findall(_BRACKETED, same_person(name)))


def is_name(text: str) -> bool:
    """Whether a text names somebody, and not only his office (“店主”, “本单位整改负责人”)."""
    return len(re.sub(_OFFICE, "", same_name(text))) > 1


def names_nobody(text: str, *units: str) -> bool:
    """Whether a text that should name a person names none in particular: an office, a unit, 老王, 某某."""
    said, rest = same_name(text), same_name(text)
    for unit in filter(None, map(same_name, units)):
        rest = rest.replace(unit, "")
    if re.search(_NUMBERED, rest):
        return False
    return not is_name(rest) or re.fullmatch(_NOBODY, re.sub(_BRACKETED, "", said)) is not None
