# language: zh-CN
功能: 工地的日常检查
  塔机力矩限位要实测，施工升降机数人数，动火一点一监护，宿舍逐间量，雨季台风看措施。基坑征兆有几样选几样。

  场景大纲: <情形>，结论是<结论>
    当 <检查日> 用“危大工程与重大事故隐患”查“<检查项>”，填“<实测>”
    那么 结论是“<结论>”

    例子:
      | 情形                           | 检查日     | 检查项  | 实测                                                        | 结论   |
      | 额定4吨，4.39吨时切断          | 2026-11-29 | RC-01   | tested=是,cuts=是,rated=4,actual=4.39                       | 合格   |
      | 额定4吨，4.4吨时才切断         | 2026-11-29 | RC-01   | tested=是,cuts=是,rated=4,actual=4.4                        | 不合格 |
      | 标牌9人，笼里10人              | 2026-11-29 | RC-02   | rated_people=9,people=10,faults=无                          | 不合格 |
      | 两处动火一名监护               | 2026-11-29 | RC-03   | permit=是,cleared=是,points=2,watchers=1,equipped=是,certified=是,outdoor=否 | 不合格 |
      | 五级风在室外动火，没有挡风     | 2026-11-29 | RC-03   | permit=是,cleared=是,points=1,watchers=1,equipped=是,certified=是,outdoor=是,wind=5,sheltered=否 | 不合格 |
      | 一间住17人                     | 2026-11-29 | RC-04   | inside=否,people=17,area=60,aisle=1,faults=无               | 不合格 |
      | 预警要求停工而没有停           | 2026-11-29 | RC-05   | season=typhoon,planned=是,warned=是,stopped=否,lacking=无   | 不合格 |
      | 基坑两样征兆都没有处理         | 2026-11-29 | M24-5-4 | sign=leaking、hollow,unhandled=是                           | 不合格 |
      | 基坑没有征兆                   | 2026-11-29 | M24-5-4 | sign=无,unhandled=是                                        | 合格   |

  场景: 没有做加载试验，不算重大；切不断，判重大
    当 2026-11-29 用“危大工程与重大事故隐患”查“RC-01”，填“tested=否”
    那么 等级是“一般”
    当 2026-11-29 用“危大工程与重大事故隐患”查“RC-01”，填“tested=是,cuts=否”
    那么 等级是“重大”

  场景: 人均面积由程序算
    当 2026-11-29 用“危大工程与重大事故隐患”查“RC-04”，填“inside=否,people=8,area=20,aisle=1,faults=无”
    那么 “人均面积”算得 2.5 m²
    而且 结论是“合格”
