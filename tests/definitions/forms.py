"""Ordinary XLSForms, written after those that people publish: households, sites, animals, water points, schools, shops.

A row is ``type | name | label | relevant | constraint | calculation``; choices are ``list: key key …``.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

HEADS = ("type", "name", "label", "relevant", "constraint", "calculation")
FORMS: dict[str, tuple[str, str]] = {
    "household": (
        "yes_no: yes no;sex: m f;marital: single married divorced widowed;assets: radio bike car none",
        """
        start | start
        deviceid | deviceid
        select_one yes_no | consent | Consent?
        begin_group | head | Head of household | ${consent} = 'yes'
        text | head_name | Name
        integer | head_age | Age | | . >= 15 and . <= 110
        select_one sex | head_sex | Sex
        select_one marital | status | Marital status | ${head_age} >= 18
        text | spouse | Spouse | selected(${status}, 'married')
        integer | pregnant_weeks | Weeks | ${head_sex} = 'f' and ${head_age} < 50 | . > 0 and . <= 42
        end_group
        begin_group | members | Members | ${consent}='yes'
        integer | adults | Adults | | .>=1 and .<=30
        integer | children | Children | | . >= 0
        calculate | total | | | | ${adults} + ${children}
        calculate | share | | | | ${children} div ${total} * 100
        select_multiple assets | owns | Assets | | not(selected(., 'none') and count-selected(.) > 1)
        integer | cars | Cars | selected(${owns}, 'car') | . > 0
        text | why_none | Why none | selected(${owns}, 'none')
        end_group
        note | thanks | Thank you | ${consent} = 'no'
        """,
    ),
    "site": (
        "ok: ok bad na;faults: wire panel earth other;level: low mid high",
        """
        today | today
        date | visited | Visited | | . <= today()
        date | last | Last visit | | . <= ${visited}
        calculate | gap | | | | ${visited} - ${last}
        begin_group | power | Power
        select_one ok | cables | Cables
        select_multiple faults | what | What | ${cables} = 'bad' | count-selected(.) <= 3
        text | other | Other | selected(${what}, 'other')
        select_one level | risk | Risk | ${cables} = 'bad' and not(selected(${what}, 'earth'))
        decimal | volt | Voltage | ${cables} != 'na' | . >= 180 and . <= 260
        decimal | amp | Current | ${volt} > 0 | . >= 0 and . < 400
        calculate | ohm | | | | ${volt} div ${amp}
        image | photo | Photo | ${cables} = 'bad'
        end_group
        begin_group | people | People
        integer | asked | Asked | | . > 0
        integer | failed | Failed | ${asked} >= 1 | . <= ${asked}
        calculate | rate | | | | round(${failed} div ${asked} * 100, 1)
        text | plan | Plan | ${failed} > 3 or ${risk} = 'high'
        text | code | Code | | regex(., '^[A-Z]{3}-[0-9]{4}$')
        end_group
        """,
    ),
    "geology": (
        "markers: piercing_point geomorphic_feature other_marker;just: offset scarp;dir: n e s w",
        """
        geopoint | where | Where
        select_one just | movement | Justification
        select_multiple markers | offset_markers | Markers | ${movement} = 'offset'
        text | piercing | Piercing point | selected(${offset_markers}, 'piercing_point')
        text | marker | Marker | selected(${offset_markers}, 'other_marker') or ${movement}!='scarp'
        select_multiple dir | directions | Directions | ${movement} = 'offset' | count-selected(.) = 1
        decimal | slip | Slip | ${movement} = 'offset' and count-selected(${offset_markers}) >= 1 | . > 0
        decimal | error | Error | ${slip} > 0 | . >= 0 and . <= ${slip}
        decimal | height | Height | ${movement} = 'scarp' | . > 0 and . < 100
        """,
    ),
    "animals": (
        "species: poultry cattle goat;signs: s00 s01 s02;yn: yes no dk",
        """
        select_one species | species | Species
        integer | total | Total | | . > 0
        integer | sick | Sick | | . >= 0 and . <= ${total}
        integer | dead | Dead | ${sick} > 0 | . <= ${total} and . >= 0
        calculate | attack | | | | (${sick} div ${total}) * 100
        calculate | fatality | | | | ${dead} div ${sick} * 100
        select_multiple signs | clinical | Signs | ${sick} > 0 or ${dead} > 0
        text | clinical_other | Other | selected(${clinical},'s00')
        select_one yn | vaccinated | Vaccinated | ${species} = 'poultry' or ${species} = 'cattle'
        date | vaccinated_on | When | ${vaccinated} = 'yes' | . <= today() and . >= date('2000-01-01')
        calculate | since | | | | int((today() - ${vaccinated_on}) div 365.25)
        select_one yn | moved | Moved | ${species} != 'goat'
        text | moved_to | To | ${moved} = 'yes'
        """,
    ),
    "water": (
        "kind: well pump tap;works: yes no partly;smell: none rotten iron",
        """
        begin_repeat | points | Water points
        select_one kind | kind | Kind
        select_one works | works | Works
        text | broken | What is broken | ${works} = 'no' or ${works} = 'partly'
        decimal | depth | Depth | ${kind} = 'well' or ${kind} = 'pump' | . > 0 and . <= 300
        decimal | level | Water level | ${kind} = 'well' | . >= 0 and . <= ${depth}
        calculate | column | | | | ${depth} - ${level}
        select_multiple smell | smell | Smell | not(${works} = 'no')
        decimal | ph | pH | ${works} = 'yes' | . >= 0 and . <= 14
        decimal | chlorine | Chlorine | ${kind} = 'tap' and ${works} != 'no' | . >= 0 and . < 10
        integer | users | Users | | . >= 0 and . <= 10000
        integer | users_before | Users before | | . >= 0
        calculate | growth | | | | (${users} - ${users_before}) div ${users_before} * 100
        end_repeat
        """,
    ),
    "shop": (
        "yn: yes no;fuel: lpg gas none;state: good expired missing",
        """
        begin_group | gas | Gas
        select_one fuel | fuel | Fuel
        integer | bottles | Bottles | ${fuel} = 'lpg' | . >= 0 and . <= 40
        decimal | hose | Hose | ${fuel} = 'lpg' or ${fuel} = 'gas' | . > 0 and . <= 20
        date | hose_date | Hose made | ${hose} > 0 | . <= today()
        calculate | hose_age | | | | (today() - ${hose_date}) div 365
        select_one yn | alarm | Alarm | ${fuel} != 'none'
        select_one state | alarm_state | State of alarm | ${alarm} = 'yes'
        end_group
        begin_group | staff | Staff | ${fuel} = 'lpg' or ${fuel} = 'gas'
        integer | trained | Trained | | . <= ${all_staff}
        integer | all_staff | Staff | | . >= 1
        text | why | Why not | ${trained} < ${all_staff}
        end_group
        """,
    ),
}


def write_form(path: Path, choices: str, survey: str) -> Path:
    """The form as a workbook."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "survey"
    page.append(HEADS)
    for line in survey.strip().splitlines():
        page.append([part.strip() or None for part in line.split("|")])
    listed = book.create_sheet("choices")
    listed.append(["list_name", "name", "label"])
    for one in choices.split(";"):
        name, _, keys = one.partition(":")
        for key in keys.split():
            listed.append([name.strip(), key, key.capitalize()])
    book.save(path)
    return path
